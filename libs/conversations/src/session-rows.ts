import type { EntityManager } from 'typeorm';
import { chunks, compare, sqlId, sqlInstant, sqlText } from '@tenantry/bulk';
import type { ContractWindow } from '@tenantry/subscriptions';
import type { ChainKey } from './stretches';

export interface SessionRow {
  contract: ContractWindow;
  personId: string | null;
  channel: string;
  id: string;
  startedAt: number;
  conversationId: string;
  initiatedBy: string;
}

type LockedChain = ChainKey & { last: number | null; isNew: boolean };

const chainSql = ({ contract, personId, channel }: ChainKey) =>
  `${sqlId(contract.id)},${sqlId(personId)},'${channel}'`;

/** Locks the rows that exist and fills in where each chain ends; the others stay new. */
export async function lockChains(manager: EntityManager, chains: LockedChain[]): Promise<void> {
  for (const rows of chunks(chains)) {
    const found = await manager.query(
      `SELECT LOWER(HEX(contract_id)) AS contract_id, LOWER(HEX(person_id)) AS person_id, channel, last_started_at
       FROM session_chains
       WHERE (contract_id, person_id, channel) IN (${rows.map((row) => `(${chainSql(row)})`).join(',')})
       FOR UPDATE`,
    );
    if (found.length === 0) continue;
    const keyOf = (contract: string, person: string, channel: string) =>
      `${contract.replaceAll('-', '')} ${person.replaceAll('-', '')} ${channel}`;
    const known = new Map<string, number>();
    for (const row of found)
      known.set(keyOf(row.contract_id, row.person_id, row.channel), row.last_started_at.getTime());
    for (const row of rows) {
      const last = known.get(keyOf(row.contract.id, row.personId, row.channel));
      if (last === undefined) continue;
      row.last = last;
      row.isNew = false;
    }
  }
}

/** Thrown like a deadlock, so that the transaction runs again and finds the row. */
const raced = () => Object.assign(new Error('Another flush began the same chain'), { errno: 1213 });

/** Writes where chains end now. A new chain that another flush began meanwhile starts the transaction anew. */
export async function writeChains(manager: EntityManager, changed: LockedChain[]): Promise<void> {
  const [begun, extended] = [changed.filter((one) => one.isNew), changed.filter((one) => !one.isNew)];
  const valuesOf = (rows: LockedChain[]) =>
    rows
      .map((row) => `(${chainSql(row)},${sqlId(row.contract.tenantId)},${sqlInstant(row.last!)})`)
      .join(',');
  const columns = '(contract_id, person_id, channel, tenant_id, last_started_at)';
  for (const rows of chunks(begun)) {
    const result = await manager.query(
      `INSERT IGNORE INTO session_chains ${columns} VALUES ${valuesOf(rows)}`,
    );
    if (result.affectedRows < rows.length) throw raced();
  }
  for (const rows of chunks(extended))
    await manager.query(
      `INSERT INTO session_chains ${columns} VALUES ${valuesOf(rows)}
       ON DUPLICATE KEY UPDATE last_started_at = VALUES(last_started_at)`,
    );
}

export async function insertSessions(manager: EntityManager, sessions: SessionRow[]): Promise<void> {
  const sorted = sessions.toSorted(
    (a, b) =>
      compare(a.contract.tenantId, b.contract.tenantId) || a.startedAt - b.startedAt || compare(a.id, b.id),
  );
  for (const rows of chunks(sorted)) {
    const values = rows.map(
      (row) =>
        `(${sqlId(row.contract.tenantId)},${sqlInstant(row.startedAt)},${sqlId(row.id)},` +
        `${sqlId(row.contract.id)},${sqlId(row.personId)},'${row.channel}',` +
        `${sqlText(row.conversationId)},'${row.initiatedBy}')`,
    );
    await manager.query(
      `INSERT INTO sessions (tenant_id, started_at, id, contract_id, person_id, channel, conversation_id,
         initiated_by) VALUES ${values.join(',')}`,
    );
  }
}

/** A session's start is part of its key, so a move is a delete and an insert under the same id. */
export async function moveSessions(
  manager: EntityManager,
  moved: { from: SessionRow; to: SessionRow }[],
): Promise<void> {
  for (const rows of chunks(moved)) {
    const keys = rows.map(
      ({ from }) =>
        `(tenant_id = ${sqlId(from.contract.tenantId)} AND started_at = ${sqlInstant(from.startedAt)} AND id = ${sqlId(from.id)})`,
    );
    await manager.query(`DELETE FROM sessions WHERE ${keys.join(' OR ')}`);
  }
  await insertSessions(
    manager,
    moved.map(({ to }) => to),
  );
}
