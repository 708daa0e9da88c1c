import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { isId, newId, SECOND } from '@tenantry/kernel';
import type { z } from 'zod';
import { unknownLease, unknownReservation } from './answers';
import { CallQueue } from './call-queue.service';
import * as shapes from './calls';
import type { Call, Caller } from './calls';
import type { Outcome } from './outcome';
import { leasesOf, reservationsOf } from './rows';
import type { Lease, Reservation } from './standing';

type Read<Item> = (item: Item) => Call | Outcome;

/**
 * Counts what tenants use. Every method takes up to thousands of items, checks each by itself, decides all in order
 * and answers after commit.
 */
@Injectable()
export class Quotas {
  constructor(
    private readonly database: Database,
    private readonly queue: CallQueue,
  ) {}

  consume(items: unknown[], caller: Caller): Promise<Outcome[]> {
    return this.each(shapes.amountItem, items, (item) => shapes.callOf('consume', item, null, caller));
  }

  release(items: unknown[], caller: Caller): Promise<Outcome[]> {
    return this.each(shapes.amountItem, items, (item) => shapes.callOf('release', item, null, caller));
  }

  /** Makes the counter what the service counted. */
  set(items: unknown[], caller: Caller): Promise<Outcome[]> {
    return this.each(shapes.truthItem, items, (item) => shapes.callOf('set', item, null, caller));
  }

  reserve(items: unknown[], caller: Caller): Promise<Outcome[]> {
    return this.each(shapes.reserveItem, items, (item) => shapes.callOf('reserve', item, newId(), caller));
  }

  /** Turns a reservation into use: all of it, or as much as `quantity` says; the rest is free again. */
  commit(items: unknown[], caller: Caller): Promise<Outcome[]> {
    return this.reserved('commit', shapes.commitItem, items, caller);
  }

  cancel(items: unknown[], caller: Caller): Promise<Outcome[]> {
    return this.reserved('cancel', shapes.cancelItem, items, caller);
  }

  acquire(items: unknown[], caller: Caller): Promise<Outcome[]> {
    return this.each(shapes.acquireItem, items, (item) => shapes.callOf('acquire', item, newId(), caller));
  }

  heartbeat(items: unknown[], caller: Caller): Promise<Outcome[]> {
    return this.leased('heartbeat', shapes.heartbeatItem, items, caller);
  }

  end(items: unknown[], caller: Caller): Promise<Outcome[]> {
    return this.leased('end', shapes.endItem, items, caller);
  }

  private async reserved(
    verb: 'commit' | 'cancel',
    shape: z.ZodType<{ tenant?: string; reservationId: string; quantity?: number }>,
    items: unknown[],
    caller: Caller,
  ): Promise<Outcome[]> {
    const ids = idsOf(items, 'reservationId');
    const known = ids.length > 0 ? await reservationsOf(this.database.read, ids) : new Map();
    return this.each(
      shape,
      items,
      ({ tenant, reservationId, quantity = null }) =>
        ofKnown(known.get(reservationId), { verb, tenant, quantity, ttl: 0, caller }) ?? unknownReservation,
    );
  }

  private async leased(
    verb: 'heartbeat' | 'end',
    shape: z.ZodType<{ tenant?: string; leaseId: string; ttlSeconds?: number }>,
    items: unknown[],
    caller: Caller,
  ): Promise<Outcome[]> {
    const ids = idsOf(items, 'leaseId');
    const known = ids.length > 0 ? await leasesOf(this.database.read, ids) : new Map();
    return this.each(shape, items, ({ tenant, leaseId, ttlSeconds = 0 }) => {
      const asked = { verb, tenant, quantity: null, ttl: ttlSeconds * SECOND, caller };
      return ofKnown(known.get(leaseId), asked) ?? unknownLease;
    });
  }

  private async each<Item>(shape: z.ZodType<Item>, items: unknown[], read: Read<Item>): Promise<Outcome[]> {
    const outcomes = new Array<Outcome>(items.length);
    const places: number[] = [];
    const calls: Call[] = [];
    for (const [index, raw] of items.entries()) {
      const parsed = shape.safeParse(raw);
      const call = parsed.success ? read(parsed.data) : shapes.malformed(parsed.error);
      if ('outcome' in call) outcomes[index] = call;
      else {
        places.push(index);
        calls.push(call);
      }
    }
    const decided = await this.queue.submit(calls);
    for (const [index, outcome] of decided.entries()) outcomes[places[index]!] = outcome;
    return outcomes;
  }
}

const idsOf = (items: unknown[], field: string): string[] =>
  items
    .map((item) => (item as Record<string, unknown> | null)?.[field])
    .filter((id): id is string => typeof id === 'string' && isId(id));

/** Whose it is was settled when it was made; for anybody else it does not exist. */
function ofKnown(
  known: Reservation | Lease | undefined,
  asked: Pick<Call, 'verb' | 'quantity' | 'ttl' | 'caller'> & { tenant?: string },
): Call | null {
  if (!known || !asked.caller.covers(known.tenantId)) return null;
  const { id, tenantId, key } = known;
  return { ...asked, tenant: asked.tenant ?? tenantId, key, id, idempotencyKey: null };
}
