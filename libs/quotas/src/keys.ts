import type { EntityManager } from 'typeorm';
import { chunks, compare, sqlId, sqlInstant, sqlText } from '@tenantry/bulk';
import { isDuplicate } from '@tenantry/database';
import { bytesToId, DAY, HOUR } from '@tenantry/kernel';
import type { Outcome } from './outcome';
import { keyName } from './standing';
import type { Kept, NewKey } from './standing';

type Rows = Record<string, never>[];

/** For how long an idempotency key answers, and for how long what has ended is remembered. */
export const KEPT = 72 * HOUR;
export const SLOTS = 8;

/** The partition of a moment's keys: a day has its own, and comes round again after eight. */
export const slotOf = (at: number): number => Math.floor(at / DAY) % SLOTS;

const liveSlots = (now: number): string => {
  const slots: number[] = [];
  for (let day = Math.floor((now - KEPT) / DAY); day <= Math.floor(now / DAY); day++) slots.push(day % SLOTS);
  return slots.join(',');
};

/** What was answered to these keys in the last 72 hours. */
export async function keysOf(
  manager: EntityManager,
  wanted: { tenantId: string; idempotencyKey: string }[],
  now: number,
): Promise<Map<string, Kept>> {
  const found = new Map<string, Kept>();
  const since = `created_at > ${sqlInstant(now - KEPT)} AND slot IN (${liveSlots(now)})`;
  for (const some of chunks(wanted)) {
    const pairs = [...Map.groupBy(some, ({ tenantId }) => tenantId)].map(
      ([tenantId, keys]) =>
        `(tenant_id = ${sqlId(tenantId)} AND idempotency_key IN (${keys.map(({ idempotencyKey }) => sqlText(idempotencyKey)).join(',')}))`,
    );
    const rows: Rows = await manager.query(
      `SELECT tenant_id, idempotency_key, request, outcome FROM quota_keys
       WHERE ${since} AND (${pairs.join(' OR ')})`,
    );
    for (const row of rows)
      found.set(keyName(bytesToId(row['tenant_id']!), row['idempotency_key']!), {
        request: row['request']!,
        outcome: JSON.parse(row['outcome']!) as Outcome,
      });
  }
  return found;
}

/** Thrown like a deadlock, so that the transaction runs again and finds the key. */
const raced = () => Object.assign(new Error('Another flush kept the same key'), { errno: 1213 });

/**
 * Keys of one counter follow each other under its lock. The same key for another counter at the same moment meets
 * the unique key here, and the transaction that came second runs again.
 */
export async function insertKeys(manager: EntityManager, keys: NewKey[], now: number): Promise<void> {
  const [slot, at] = [slotOf(now), sqlInstant(now)];
  const sorted = keys.toSorted(
    (a, b) => compare(a.tenantId, b.tenantId) || compare(a.idempotencyKey, b.idempotencyKey),
  );
  for (const some of chunks(sorted)) {
    const values = some.map(
      ({ tenantId, idempotencyKey, kept }) =>
        `(${sqlId(tenantId)},${sqlText(idempotencyKey)},${slot},'${kept.request}',${sqlText(JSON.stringify(kept.outcome))},${at})`,
    );
    const insert = () =>
      manager.query(
        `INSERT INTO quota_keys (tenant_id, idempotency_key, slot, request, outcome, created_at)
         VALUES ${values.join(',')}`,
      );
    try {
      await insert();
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      // Eight days old and not swept yet: whatever stands there answers nobody any more.
      const stale = await manager.query(
        `DELETE FROM quota_keys WHERE slot = ${slot} AND created_at <= ${sqlInstant(now - KEPT)} LIMIT 10000`,
      );
      if (stale.affectedRows === 0) throw raced();
      await insert();
    }
  }
}
