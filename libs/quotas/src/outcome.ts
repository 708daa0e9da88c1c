import type { CapabilityKey } from '@tenantry/capabilities';

/** Why growth was refused, for whoever shows it to a person. */
export interface Refusal {
  key: CapabilityKey;
  limit: number;
  used: number;
  requested: number;
  /** Whose bound it is: the tenant's own limit, or a pool of the system licence. */
  scope: 'tenant' | 'system';
  /** Who makes room: an operator, or anybody who opens a request. */
  raisedBy: 'operator' | 'request';
  /** When a flow begins anew; null where only release or a larger limit helps. */
  resetsAt: string | null;
}

export type RefusedCode =
  | 'capability_limit'
  | 'below_zero'
  | 'too_large'
  | 'unknown_tenant'
  | 'tenant_disabled'
  | 'unknown_reservation'
  | 'reservation_expired'
  | 'reservation_committed'
  | 'reservation_cancelled'
  | 'more_than_reserved'
  | 'unknown_lease'
  | 'lease_ended'
  // Not decided: it can be called again, but after the last one it may have been counted already.
  | 'internal'
  | 'database_unavailable'
  | 'outcome_unknown';

/**
 * `repeat` was granted before under the same idempotency key, or is so already; what was refused before is `refused`
 * again. `conflict`: the key stood for something else. `invalid`: no answer would ever be another.
 */
export interface Outcome {
  outcome: 'granted' | 'repeat' | 'refused' | 'conflict' | 'invalid';
  /** After the call. Of a lease: how many run. */
  used?: number;
  /** Counts against the limit beside what is used. */
  reserved?: number;
  /** Null is unlimited. */
  limit?: number | null;
  reservationId?: string;
  leaseId?: string;
  expiresAt?: string;
  /** What `set` found: the truth minus what was counted. */
  drift?: number;
  code?: string;
  reason?: string;
  refusal?: Refusal;
}

export const refused = (code: RefusedCode, reason: string): Outcome => ({ outcome: 'refused', code, reason });

export const invalid = (code: string, reason: string): Outcome => ({ outcome: 'invalid', code, reason });

export const keyConflict: Outcome = {
  outcome: 'conflict',
  code: 'idempotency_conflict',
  reason: 'This idempotency key stood for another call in the last 72 hours; that one stays.',
};

export const unknownTenant = refused('unknown_tenant', 'There is no such tenant.');
export const tenantDisabled = refused('tenant_disabled', 'The tenant is disabled.');
export const internal = refused('internal', 'Something went wrong on our side. Call this one again.');
