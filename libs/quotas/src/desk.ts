import { again, atLimit, granted, over, unknownLease, unknownReservation } from './answers';
import { touch } from './counter';
import type { Counter } from './counter';
import { keyConflict, refused } from './outcome';
import type { Outcome } from './outcome';
import { keyName } from './standing';
import type { Lease, NewKey, Reservation, Standing } from './standing';

export type Verb =
  'consume' | 'release' | 'set' | 'reserve' | 'commit' | 'cancel' | 'acquire' | 'heartbeat' | 'end';

export interface Operation {
  verb: Verb;
  counter: Counter;
  /** Of a commit null: all that was reserved. */
  quantity: number | null;
  /** Of the reservation or the lease; made by the caller's side for new ones. */
  id: string | null;
  /** For how long a reservation or a lease holds, in milliseconds. */
  ttl: number;
  idempotencyKey: string | null;
}

/**
 * Decides operations in the order they came, in memory and pure: what it changes is written by whoever holds the
 * locks. `used + reserved + n ≤ limit` is decided here and nowhere else.
 */
export class Desk {
  readonly newKeys: NewKey[] = [];
  readonly changedReservations = new Set<Reservation>();
  readonly changedLeases = new Set<Lease>();

  constructor(private readonly standing: Standing) {}

  decide(operation: Operation): Outcome {
    const { idempotencyKey, counter } = operation;
    if (idempotencyKey === null) return this[operation.verb](operation);
    const name = keyName(counter.tenantId, idempotencyKey);
    const request = requestOf(operation);
    const kept = this.standing.keys.get(name);
    if (kept) return kept.request === request ? again(kept.outcome) : keyConflict;
    const outcome = this[operation.verb](operation);
    const entry = { request, outcome };
    this.standing.keys.set(name, entry);
    this.newKeys.push({ tenantId: counter.tenantId, idempotencyKey, kept: entry });
    return outcome;
  }

  private consume({ counter, quantity }: Operation): Outcome {
    return this.grow(counter, quantity!) ?? this.use(counter, quantity!);
  }

  private release({ counter, quantity }: Operation): Outcome {
    if (quantity! > counter.used)
      return {
        ...refused('below_zero', 'More would be released than is used.'),
        used: counter.used,
        limit: counter.limit,
      };
    return this.use(counter, -quantity!);
  }

  private set({ counter, quantity }: Operation): Outcome {
    const drift = quantity! - counter.used;
    return { ...this.use(counter, drift), drift };
  }

  private reserve({ counter, quantity, id, ttl }: Operation): Outcome {
    const refusal = this.grow(counter, quantity!);
    if (refusal) return refusal;
    const { tenantId, key } = counter;
    const expiresAt = this.standing.now + ttl;
    const open = { state: 'open' as const, committed: null, expiresAt };
    const reservation = { id: id!, tenantId, key, quantity: quantity!, ...open };
    this.standing.reservations.set(id!, reservation);
    this.changedReservations.add(reservation);
    counter.reserved += quantity!;
    touch(counter);
    return { ...granted(counter), reservationId: id!, expiresAt: new Date(expiresAt).toISOString() };
  }

  private commit({ counter, quantity, id }: Operation): Outcome {
    const reservation = this.reservation(counter, id!);
    if (!reservation) return unknownReservation;
    const wanted = quantity ?? reservation.quantity;
    if (reservation.state === 'committed')
      return reservation.committed === wanted
        ? again(granted(counter))
        : { ...keyConflict, code: 'committed_otherwise', reason: 'It was committed with another quantity.' };
    if (reservation.state !== 'open') return over[reservation.state];
    if (wanted > reservation.quantity)
      return refused('more_than_reserved', `No more than the ${reservation.quantity} reserved can be taken.`);
    this.close(reservation, counter, 'committed');
    reservation.committed = wanted;
    return this.use(counter, wanted);
  }

  private cancel({ counter, id }: Operation): Outcome {
    const reservation = this.reservation(counter, id!);
    if (!reservation) return unknownReservation;
    if (reservation.state === 'committed')
      return refused('reservation_committed', 'It was committed; release what it took instead.');
    if (reservation.state !== 'open') return again(granted(counter));
    this.close(reservation, counter, 'cancelled');
    return granted(counter);
  }

  private acquire({ counter, id, ttl }: Operation): Outcome {
    const refusal = this.grow(counter, 1);
    if (refusal) return refusal;
    const { tenantId, key } = counter;
    const lease = { id: id!, tenantId, key, ended: false, expiresAt: this.standing.now + ttl };
    this.standing.leases.set(id!, lease);
    this.changedLeases.add(lease);
    return { ...this.use(counter, 1), leaseId: id!, expiresAt: new Date(lease.expiresAt).toISOString() };
  }

  private heartbeat({ counter, id, ttl }: Operation): Outcome {
    const lease = this.lease(counter, id!);
    if (!lease) return unknownLease;
    if (lease.ended) return refused('lease_ended', 'Its time has passed or it was ended. Acquire a new one.');
    lease.expiresAt = this.standing.now + ttl;
    this.changedLeases.add(lease);
    return { ...granted(counter), leaseId: id!, expiresAt: new Date(lease.expiresAt).toISOString() };
  }

  private end({ counter, id }: Operation): Outcome {
    const lease = this.lease(counter, id!);
    if (!lease) return unknownLease;
    if (lease.ended) return again(granted(counter));
    lease.ended = true;
    this.changedLeases.add(lease);
    return this.use(counter, -1);
  }

  /** Under the name of another tenant it does not exist. */
  private reservation(counter: Counter, id: string): Reservation | undefined {
    const found = this.standing.reservations.get(id);
    return found?.tenantId === counter.tenantId ? found : undefined;
  }

  private lease(counter: Counter, id: string): Lease | undefined {
    const found = this.standing.leases.get(id);
    return found?.tenantId === counter.tenantId ? found : undefined;
  }

  /** The refusal, or null when it may grow; in the softer modes it always may. */
  private grow(counter: Counter, by: number): Outcome | null {
    const { limit, used, reserved, mode } = counter;
    const total = used + reserved + by;
    if (total > Number.MAX_SAFE_INTEGER) return refused('too_large', 'No counter can hold that much.');
    if (limit === null || total <= limit) return null;
    if (mode === 'hard') return atLimit(counter, limit, by);
    if (mode === 'observe') {
      counter.wouldRefuse++;
      touch(counter);
    }
    return null;
  }

  private use(counter: Counter, by: number): Outcome {
    counter.used += by;
    if (counter.used > counter.peak) counter.peak = counter.used;
    counter.changed = true;
    return granted(counter);
  }

  private close(reservation: Reservation, counter: Counter, state: 'committed' | 'cancelled'): void {
    reservation.state = state;
    counter.reserved -= reservation.quantity;
    touch(counter);
    this.changedReservations.add(reservation);
  }
}

const requestOf = ({ verb, counter, quantity, id, ttl }: Operation): string =>
  verb === 'reserve' || verb === 'acquire'
    ? `${verb} ${counter.key} ${quantity ?? 1} ${ttl}`
    : `${verb} ${counter.key} ${quantity ?? 'all'} ${id ?? ''}`;
