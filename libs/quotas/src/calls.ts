import { capability, isCapability } from '@tenantry/capabilities';
import type { CapabilityKey, Kind } from '@tenantry/capabilities';
import { SECOND } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { z } from 'zod';
import type { Verb } from './desk';
import { invalid } from './outcome';
import type { Outcome } from './outcome';

/** Whose key calls: which tenants it may speak for, and which one it means when it names none. */
export interface Caller {
  tenantId: string | null;
  covers(tenantId: string): boolean;
  /** Who is named in the log where counting was wrong. */
  who?: Omit<Who, 'record'>;
}

/** One operation as it waits to be decided. */
export interface Call {
  verb: Verb;
  /** Slug or id. */
  tenant: string;
  key: CapabilityKey;
  quantity: number | null;
  id: string | null;
  ttl: number;
  idempotencyKey: string | null;
  caller: Caller;
}

const whole = (from: number) => z.number().int().min(from).max(Number.MAX_SAFE_INTEGER);
const ttlSeconds = whole(1).max(86_400);
const named = { tenant: z.string().min(1).max(100).optional(), key: z.string().max(40) };
const once = {
  idempotencyKey: z
    .string()
    .regex(/^[\x21-\x7e]{1,100}$/, 'One to a hundred printable ASCII characters.')
    .optional(),
};

export const amountItem = z.strictObject({ ...named, quantity: whole(1), ...once });
export const truthItem = z.strictObject({ ...named, used: whole(0), ...once });
export const reserveItem = z.strictObject({ ...named, quantity: whole(1), ttlSeconds, ...once });
export const acquireItem = z.strictObject({ ...named, ttlSeconds, ...once });
export const commitItem = z.strictObject({
  tenant: named.tenant,
  reservationId: z.string().max(36),
  quantity: whole(1).optional(),
});
export const cancelItem = commitItem.omit({ quantity: true });
export const endItem = z.strictObject({ tenant: named.tenant, leaseId: z.string().max(36) });
export const heartbeatItem = endItem.extend({ ttlSeconds });

/** By the procedure that takes them. */
export const itemShapes = {
  consume: amountItem,
  release: amountItem,
  set: truthItem,
  reserve: reserveItem,
  commit: commitItem,
  cancel: cancelItem,
  acquire: acquireItem,
  heartbeat: heartbeatItem,
  endLease: endItem,
};

export type AmountItem = z.input<typeof amountItem>;
export type TruthItem = z.input<typeof truthItem>;
export type ReserveItem = z.input<typeof reserveItem>;
export type AcquireItem = z.input<typeof acquireItem>;
export type CommitItem = z.input<typeof commitItem>;
export type CancelItem = z.input<typeof cancelItem>;
export type EndItem = z.input<typeof endItem>;
export type HeartbeatItem = z.input<typeof heartbeatItem>;

/** What all items of calls that name a capability have in common once they were read. */
interface Named {
  tenant?: string;
  key: string;
  quantity?: number;
  used?: number;
  ttlSeconds?: number;
  idempotencyKey?: string;
}

const kinds: Partial<Record<Verb, readonly Kind[]>> = {
  consume: ['stock', 'flow'],
  release: ['stock'],
  set: ['stock'],
  reserve: ['stock'],
  acquire: ['lease'],
};

const sentences = {
  stock: 'It is a stock: consume and release it.',
  lease: 'It is a lease: acquire and end it.',
  flow: 'It is a flow: it is consumed, and begins anew each month.',
};

/** The operation that an item asks for, or why it can be none. */
export function callOf(verb: Verb, item: Named, id: string | null, caller: Caller): Call | Outcome {
  const tenant = item.tenant ?? caller.tenantId;
  if (tenant === null) return invalid('malformed', 'tenant: Say which tenant: its slug or id.');
  const { key } = item;
  if (!isCapability(key)) return invalid('unknown_capability', `There is no capability ${key}.`);
  const { kind } = capability(key);
  if (!kinds[verb]!.includes(kind)) return invalid('wrong_kind', sentences[kind]);
  if (key === 'agents')
    return invalid(
      'counted_here',
      'Accounts of supervisors and agents are counted where they are made, not by services.',
    );
  return {
    verb,
    tenant,
    key,
    quantity: item.quantity ?? item.used ?? null,
    id,
    ttl: (item.ttlSeconds ?? 0) * SECOND,
    idempotencyKey: item.idempotencyKey ?? null,
    caller,
  };
}

/** What is wrong with an item, in one sentence. */
export function malformed(error: z.ZodError): Outcome {
  const issue = error.issues[0]!;
  const path = issue.path.join('.');
  return invalid('malformed', path ? `${path}: ${issue.message}` : issue.message);
}
