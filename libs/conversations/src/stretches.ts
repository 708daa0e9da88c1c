import type { EntityManager } from 'typeorm';
import { chunks, sqlId, sqlInstant } from '@tenantry/bulk';
import { bytesToId } from '@tenantry/kernel';
import type { ContractWindow } from '@tenantry/subscriptions';
import type { OpenSession, Started, Stretch } from './chain';

/** One (contract, user, channel). */
export interface ChainKey {
  contract: ContractWindow;
  personId: string;
  channel: string;
}

type Loaded = Omit<Stretch, 'lastNew' | 'duration'>;

const KEYS_PER_STATEMENT = 100;

/**
 * Sessions and conversations of several chains, each from its own instant on and at most `limit` of both, in
 * two statements for a hundred chains.
 */
export async function loadStretches(
  manager: EntityManager,
  chains: ChainKey[],
  from: number[],
  limit: number,
): Promise<Loaded[]> {
  const loaded: Loaded[] = [];
  const asked = chains.map((chain, index) => ({ chain, from: from[index]! }));
  for (const part of chunks(asked, KEYS_PER_STATEMENT)) {
    const sessions = await sessionsOf(manager, part, limit);
    const conversations = await conversationsOf(manager, part, limit);
    part.forEach(({ from: start }, index) => {
      const all = sessions.get(index) ?? [];
      const here = all.filter((session) => session.startedAt >= start);
      const there = conversations.get(index) ?? [];
      loaded.push({
        before: all.find((session) => session.startedAt < start)?.startedAt ?? null,
        sessions: here,
        conversations: there,
        complete: here.length < limit && there.length < limit,
      });
    });
  }
  return loaded;
}

type Asked = { chain: ChainKey; from: number }[];

async function sessionsOf(manager: EntityManager, asked: Asked, limit: number) {
  const columns = 'started_at, id, conversation_id, initiated_by';
  const branches = asked.flatMap(({ chain, from }, index) => {
    const where = `FROM sessions FORCE INDEX (sessions_chain)
      WHERE contract_id = ${sqlId(chain.contract.id)} AND person_id = ${sqlId(chain.personId)}
        AND channel = '${chain.channel}' AND started_at`;
    return [
      `(SELECT ${index} AS chain, ${columns} ${where} < ${sqlInstant(from)} ORDER BY started_at DESC LIMIT 1)`,
      `(SELECT ${index}, ${columns} ${where} >= ${sqlInstant(from)} ORDER BY started_at LIMIT ${limit})`,
    ];
  });
  const rows = await manager.query(branches.join(' UNION ALL '));
  return grouped(rows, (row): OpenSession => ({ ...startedOf(row), id: bytesToId(row.id as Buffer) }));
}

async function conversationsOf(manager: EntityManager, asked: Asked, limit: number) {
  const branches = asked.map(({ chain: { contract, personId, channel }, from }, index) => {
    const end = contract.endsAt === Infinity ? '' : `AND started_at < ${sqlInstant(contract.endsAt)}`;
    return `(SELECT ${index} AS chain, started_at, conversation_id, initiated_by
      FROM conversations FORCE INDEX (conversations_person)
      WHERE tenant_id = ${sqlId(contract.tenantId)} AND person_id = ${sqlId(personId)}
        AND channel = '${channel}' AND started_at >= ${sqlInstant(from)} ${end}
      ORDER BY started_at, conversation_id LIMIT ${limit})`;
  });
  return grouped(await manager.query(branches.join(' UNION ALL ')), startedOf);
}

type Row = Record<string, unknown> & { started_at: Date; conversation_id: string; initiated_by: string };

const startedOf = (row: Row): Started => ({
  startedAt: row.started_at.getTime(),
  conversationId: row.conversation_id,
  initiatedBy: row.initiated_by,
});

/** UNION ALL promises no order, so each chain's rows are put in order again. */
function grouped<T extends Started>(rows: Row[], view: (row: Row) => T): Map<number, T[]> {
  const byChain = new Map<number, T[]>();
  for (const row of rows) {
    const chain = Number(row['chain']);
    const list = byChain.get(chain);
    if (list) list.push(view(row));
    else byChain.set(chain, [view(row)]);
  }
  for (const list of byChain.values())
    list.sort((a, b) => a.startedAt - b.startedAt || (a.conversationId < b.conversationId ? -1 : 1));
  return byChain;
}
