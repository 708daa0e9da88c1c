import type { EntityManager } from 'typeorm';
import { chunks, compare, sqlId, sqlInstant, sqlText } from '@tenantry/bulk';
import { isDuplicate } from '@tenantry/database';
import { bytesToId, HOUR } from '@tenantry/kernel';
import type { Outcome } from './outcome';
import { keyName } from './standing';
import type { Kept, NewKey } from './standing';

/** For how long an idempotency key answers, and for how long what has ended is remembered. */
export const KEPT = 72 * HOUR;

type Rows = Record<string, never>[];
type Named = { tenantId: string; idempotencyKey: string };

/**
 * A key that was taken for new was there already. The transaction is undone and runs again, this time looking keys
 * up first: most keys are new, and the unique key proves it at no cost.
 */
export class KeyMet extends Error {}

/** By the primary key: left to itself the server reads the whole table for a long list. */
const whereNamed = (keys: Named[]): string =>
  [...Map.groupBy(keys, ({ tenantId }) => tenantId)]
    .map(
      ([tenantId, some]) =>
        `(tenant_id = ${sqlId(tenantId)} AND idempotency_key IN (${some.map(({ idempotencyKey }) => sqlText(idempotencyKey)).join(',')}))`,
    )
    .join(' OR ');

/** What was answered to these keys in the last 72 hours. Older answers are removed on the way. */
export async function keysOf(
  manager: EntityManager,
  wanted: Named[],
  now: number,
): Promise<Map<string, Kept>> {
  const found = new Map<string, Kept>();
  const stale: Named[] = [];
  for (const some of chunks(wanted)) {
    const rows: Rows = await manager.query(
      `SELECT tenant_id, idempotency_key, request, outcome, created_at > ${sqlInstant(now - KEPT)} AS lives
       FROM quota_keys FORCE INDEX (PRIMARY) WHERE ${whereNamed(some)}`,
    );
    for (const row of rows) {
      const [tenantId, idempotencyKey] = [bytesToId(row['tenant_id']!), row['idempotency_key']! as string];
      if (Number(row['lives']) === 0) stale.push({ tenantId, idempotencyKey });
      else
        found.set(keyName(tenantId, idempotencyKey), {
          request: row['request']!,
          outcome: JSON.parse(row['outcome']!) as Outcome,
        });
    }
  }
  for (const some of chunks(stale)) await manager.query(`DELETE FROM quota_keys WHERE ${whereNamed(some)}`);
  return found;
}

/**
 * Keys of one counter follow each other under its lock; the same key for another counter at the same moment meets
 * the unique key here.
 */
export async function insertKeys(manager: EntityManager, keys: NewKey[], now: number): Promise<void> {
  const at = sqlInstant(now);
  const sorted = keys.toSorted(
    (a, b) => compare(a.tenantId, b.tenantId) || compare(a.idempotencyKey, b.idempotencyKey),
  );
  for (const some of chunks(sorted)) {
    const values = some.map(
      ({ tenantId, idempotencyKey, kept }) =>
        `(${sqlId(tenantId)},${sqlText(idempotencyKey)},'${kept.request}',${sqlText(JSON.stringify(kept.outcome))},${at})`,
    );
    try {
      await manager.query(
        `INSERT INTO quota_keys (tenant_id, idempotency_key, request, outcome, created_at)
         VALUES ${values.join(',')}`,
      );
    } catch (error) {
      throw isDuplicate(error) ? new KeyMet('A key was there already') : error;
    }
  }
}
