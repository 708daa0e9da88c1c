import { Victims } from '@tenantry/database/test';
import type { DieAt } from '@tenantry/database/test';
import type { Outcome } from '../src';

export interface Batch {
  verb: 'consume' | 'release' | 'reserve';
  items: { tenant: string; key: string; quantity: number; ttlSeconds?: number; idempotencyKey: string }[];
}

export interface Order {
  batches: Batch[];
  dieAt: DieAt;
}

/** Processes that count what they are told to; each batch is answered. */
export const victimsOn = (databaseUrl: string) =>
  new Victims<Order, Outcome[]>('libs/quotas/test/counting-process.ts', databaseUrl);
