import type { EntityManager } from 'typeorm';
import { chunks, sqlId, sqlInstant, sqlText } from '@tenantry/bulk';
import { bytesToId } from '@tenantry/kernel';
import type { CapabilityKey } from '@tenantry/capabilities';
import { touch } from './counter';
import type { Counter } from './counter';
import type { Lease, Reservation } from './standing';

const ofCounter = ({ tenantId, key }: { tenantId: string; key: CapabilityKey }): string =>
  `tenant_id = ${sqlId(tenantId)} AND capability = '${key}'`;

type Rows = Record<string, never>[];
const numberOf = (text: unknown): number => Number(text);

/** Ends what has expired: its units are free from here on, whatever any other process's clock says. */
export async function settleReservations(
  manager: EntityManager,
  counters: Counter[],
  now: number,
): Promise<void> {
  for (const some of chunks(counters)) {
    const due: Rows = await manager.query(
      `SELECT id, tenant_id, capability, quantity FROM quota_reservations
       WHERE ${some.map((one) => `(${ofCounter(one)} AND state = 'open' AND expires_at <= ${sqlInstant(now)})`).join(' OR ')}`,
    );
    if (due.length === 0) continue;
    const ids = due.map((row) => sqlId(bytesToId(row['id']!)));
    await manager.query(`UPDATE quota_reservations SET state = 'expired' WHERE id IN (${ids.join(',')})`);
    const byName = new Map(some.map((one) => [`${one.tenantId} ${one.key}`, one]));
    for (const row of due) {
      const counter = byName.get(`${bytesToId(row['tenant_id']!)} ${row['capability']}`)!;
      counter.reserved = Math.max(0, counter.reserved - numberOf(row['quantity']));
      touch(counter);
    }
  }
}

/** The use of a lease is how many run at this moment: counted here, under the counter's lock. */
export async function countLeases(manager: EntityManager, counters: Counter[], now: number): Promise<void> {
  for (const some of chunks(counters)) {
    const running = some.map((one) => `(${ofCounter(one)} AND ended = 0)`).join(' OR ');
    const at = sqlInstant(now);
    const rows: Rows = await manager.query(
      `SELECT tenant_id, capability, SUM(expires_at > ${at}) AS live, SUM(expires_at <= ${at}) AS dead
       FROM quota_leases WHERE ${running} GROUP BY tenant_id, capability`,
    );
    if (rows.some((row) => numberOf(row['dead']) > 0))
      await manager.query(`UPDATE quota_leases SET ended = 1 WHERE expires_at <= ${at} AND (${running})`);
    const live = new Map(
      rows.map((row) => [`${bytesToId(row['tenant_id']!)} ${row['capability']}`, numberOf(row['live'])]),
    );
    for (const counter of some) {
      const count = live.get(`${counter.tenantId} ${counter.key}`) ?? 0;
      if (count !== counter.used) touch(counter);
      counter.used = counter.before = counter.peak = count;
    }
  }
}

export async function reservationsOf(
  manager: EntityManager,
  ids: string[],
): Promise<Map<string, Reservation>> {
  const found = new Map<string, Reservation>();
  for (const some of chunks(ids)) {
    const rows: Rows = await manager.query(
      `SELECT id, tenant_id, capability, quantity, state, committed, expires_at FROM quota_reservations
       WHERE id IN (${some.map(sqlId).join(',')})`,
    );
    for (const row of rows)
      found.set(bytesToId(row['id']!), {
        id: bytesToId(row['id']!),
        tenantId: bytesToId(row['tenant_id']!),
        key: row['capability']!,
        quantity: numberOf(row['quantity']),
        state: row['state']!,
        committed: row['committed'] === null ? null : numberOf(row['committed']),
        expiresAt: (row['expires_at']! as Date).getTime(),
      });
  }
  return found;
}

export async function leasesOf(manager: EntityManager, ids: string[]): Promise<Map<string, Lease>> {
  const found = new Map<string, Lease>();
  for (const some of chunks(ids)) {
    const rows: Rows = await manager.query(
      `SELECT id, tenant_id, capability, ended, expires_at FROM quota_leases
       WHERE id IN (${some.map(sqlId).join(',')})`,
    );
    for (const row of rows)
      found.set(bytesToId(row['id']!), {
        id: bytesToId(row['id']!),
        tenantId: bytesToId(row['tenant_id']!),
        key: row['capability']!,
        ended: row['ended'] === 1,
        expiresAt: (row['expires_at']! as Date).getTime(),
      });
  }
  return found;
}

export async function writeReservations(manager: EntityManager, changed: Reservation[]): Promise<void> {
  for (const some of chunks(changed)) {
    const values = some.map(
      ({ id, tenantId, key, quantity, state, committed, expiresAt }) =>
        `(${sqlId(id)},${sqlId(tenantId)},'${key}',${quantity},'${state}',${committed},${sqlInstant(expiresAt)})`,
    );
    await manager.query(
      `INSERT INTO quota_reservations (id, tenant_id, capability, quantity, state, committed, expires_at)
       VALUES ${values.join(',')}
       ON DUPLICATE KEY UPDATE state = VALUES(state), committed = VALUES(committed)`,
    );
  }
}

export async function writeLeases(manager: EntityManager, changed: Lease[]): Promise<void> {
  for (const some of chunks(changed)) {
    const values = some.map(
      ({ id, tenantId, key, ended, expiresAt }) =>
        `(${sqlId(id)},${sqlId(tenantId)},'${key}',${ended ? 1 : 0},${sqlInstant(expiresAt)})`,
    );
    await manager.query(
      `INSERT INTO quota_leases (id, tenant_id, capability, ended, expires_at) VALUES ${values.join(',')}
       ON DUPLICATE KEY UPDATE ended = VALUES(ended), expires_at = VALUES(expires_at)`,
    );
  }
}

const timeOf = (at: Date | null): string => (at === null ? 'NULL' : sqlInstant(at.getTime()));

/** Of so many different amounts each is added by a statement of its own, which costs half of writing whole rows. */
const FEW = 4;

/** The rows are locked, so they are there. */
export async function writeCounters(manager: EntityManager, counters: Counter[]): Promise<void> {
  const plain = counters.filter((one) => !one.changedMore);
  const groups = Map.groupBy(plain, ({ key, used, stored }) => `${key} ${used - stored}`);
  const few = groups.size <= FEW;
  if (few)
    for (const some of groups.values()) {
      const { key, used, stored } = some[0]!;
      const ids = some.map(({ tenantId }) => sqlId(tenantId)).join(',');
      await manager.query(
        `UPDATE capability_states SET used = used + (${used - stored})
         WHERE tenant_id IN (${ids}) AND capability = '${key}'`,
      );
    }
  const rows = few ? counters.filter((one) => one.changedMore) : counters;
  for (const some of chunks(rows)) {
    const values = some.map(
      (one) =>
        `(${sqlId(one.tenantId)},'${one.key}',${one.used},${one.reserved},${sqlText(one.period)},` +
        `${timeOf(one.overSince)},${one.wouldRefuse},${one.toldAt})`,
    );
    await manager.query(
      `INSERT INTO capability_states (tenant_id, capability, used, reserved, period, over_since, would_refuse,
         next_step_at) VALUES ${values.join(',')}
       ON DUPLICATE KEY UPDATE used = VALUES(used), reserved = VALUES(reserved), period = VALUES(period),
         over_since = VALUES(over_since), would_refuse = VALUES(would_refuse), next_step_at = VALUES(next_step_at)`,
    );
  }
  await writeEndedMonths(manager, rows);
}

async function writeEndedMonths(manager: EntityManager, counters: Counter[]): Promise<void> {
  const values = counters.flatMap(({ tenantId, key, ended }) =>
    ended ? [`(${sqlId(tenantId)},'${key}','${ended.period}',${ended.used})`] : [],
  );
  for (const some of chunks(values))
    await manager.query(
      `INSERT INTO quota_periods (tenant_id, capability, period, used) VALUES ${some.join(',')}
       ON DUPLICATE KEY UPDATE used = VALUES(used)`,
    );
}
