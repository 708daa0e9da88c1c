import type { CapabilityKey } from '@tenantry/capabilities';
import type { Outcome } from './outcome';

export interface Reservation {
  id: string;
  tenantId: string;
  key: CapabilityKey;
  quantity: number;
  state: 'open' | 'committed' | 'cancelled' | 'expired';
  committed: number | null;
  expiresAt: number;
}

export interface Lease {
  id: string;
  tenantId: string;
  key: CapabilityKey;
  ended: boolean;
  expiresAt: number;
}

export interface Kept {
  request: string;
  outcome: Outcome;
}

/** What stands while the counters are locked. Whatever has expired is settled already. */
export interface Standing {
  now: number;
  reservations: Map<string, Reservation>;
  leases: Map<string, Lease>;
  /** By tenant and idempotency key. */
  keys: Map<string, Kept>;
}

export interface NewKey {
  tenantId: string;
  idempotencyKey: string;
  kept: Kept;
}

export const keyName = (tenantId: string, idempotencyKey: string): string => `${tenantId} ${idempotencyKey}`;
