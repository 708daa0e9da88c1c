import { hash } from 'node:crypto';
import { bytesToId } from '@tenantry/kernel';
import { z } from 'zod';

/** Text that UTF-8 can carry; half of a surrogate pair would be stored as something else. */
const text = (max: number) =>
  z
    .string()
    .max(max, `At most ${max} characters.`)
    .refine((value) => value.isWellFormed(), 'Not valid Unicode text.');
const optionalText = (max: number) =>
  text(max)
    .nullish()
    .transform((value) => value || null);
const idShape = /^[\x21-\x7e]{1,100}$/;
/** Whether a conversation can have this id; the column compares with nothing else. */
export const isConversationId = (id: string): boolean => idShape.test(id);
const conversationId = z.string().regex(idShape, '1 to 100 printable ASCII characters without blanks.');
/** Years that the database can store; an offset can lead out of those that the text can name. */
const [EARLIEST, LATEST] = [Date.UTC(1970, 0, 1), Date.UTC(9999, 11, 31)];
const instant = z.iso
  .datetime({ offset: true, error: 'An instant with its zone, such as 2026-01-31T09:00:00Z.' })
  .refine((value) => {
    const at = Date.parse(value);
    return at >= EARLIEST && at <= LATEST;
  }, 'Not a moment from 1970 on.');
const tenant = z.string().min(1).max(63);

/** One conversation as a product service reports it. */
export const conversationReport = z.strictObject({
  /** Slug or id; a tenant's own key may leave it out. */
  tenant: tenant.optional(),
  id: conversationId,
  channel: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,31}$/, 'A channel key: lower-case letters, digits and _, at most 32.'),
  user: z
    .strictObject({
      reference: text(190).min(1),
      name: optionalText(255),
      email: optionalText(320),
      role: optionalText(64),
    })
    .nullish(),
  initiatedBy: z.enum(['end_user', 'agent']),
  party: z.enum(['bot', 'agent']),
  agentName: optionalText(255),
  subject: optionalText(500),
  startedAt: instant,
});
export type ConversationReport = z.input<typeof conversationReport>;

/** A hand-over: an agent joined a conversation that was reported before. */
export const joinReport = z.strictObject({
  tenant: tenant.optional(),
  id: conversationId,
  agent: text(255).min(1),
  at: instant,
});
export type JoinReport = z.input<typeof joinReport>;

export interface Outcome {
  outcome: 'recorded' | 'repeat' | 'conflict' | 'refused';
  /** Stable name of the reason, for programs. */
  code?: string;
  /** The reason, for people. */
  reason?: string;
}

export const refused = (code: string, reason: string): Outcome => ({ outcome: 'refused', code, reason });

/** The field at fault and what is wrong with it, of the first problem found. */
export function malformed(error: z.ZodError): Outcome {
  const [issue] = error.issues;
  const field = issue?.path.join('.') || 'conversation';
  return refused('malformed', `${field}: ${issue?.message ?? 'not understood'}`);
}

/** A checked report, ready to be written once its tenant is known. */
export interface Reported {
  tenant: string;
  id: string;
  channel: string;
  user: { reference: string; name: string | null; email: string | null; role: string | null } | null;
  initiatedBy: 'end_user' | 'agent';
  party: 'bot' | 'agent';
  agentName: string | null;
  subject: string | null;
  /** Milliseconds since the epoch. */
  startedAt: number;
  contentHash: string;
}

export function toReported(report: z.output<typeof conversationReport>, tenantRef: string): Reported {
  const { id, channel, initiatedBy, party, agentName, subject } = report;
  const user = report.user ?? null;
  const startedAt = Date.parse(report.startedAt);
  const content = JSON.stringify([channel, user, initiatedBy, party, agentName, subject, startedAt]);
  return {
    tenant: tenantRef,
    id,
    channel,
    user,
    initiatedBy,
    party,
    agentName,
    subject,
    startedAt,
    contentHash: hash('sha256', content, 'hex').slice(0, 32),
  };
}

/** A person's id follows from tenant and reference, so that counting never has to look it up. */
export const personIdOf = (tenantId: string, reference: string): string =>
  bytesToId(hash('sha256', `${tenantId}\n${reference}`, 'buffer').subarray(0, 16));
