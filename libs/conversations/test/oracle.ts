import { bytesToId, idToBytes, MINUTE } from '@tenantry/kernel';
import type { Database } from '@tenantry/database';
import { personIdOf } from '../src/report';
import type { ConversationReport } from '../src/report';

/** In milliseconds; `minutes` is the length of a session. */
export interface ContractFact {
  startsAt: number;
  endsAt: number | null;
  minutes: number;
}

export interface SessionFact {
  /** Person and channel; empty for a conversation without a user. */
  chain: string;
  startedAt: number;
  conversationId: string;
}

/** Product section 5 as it reads, over everything that was recorded: slow and obviously right. */
export function oracle(
  tenantId: string,
  recorded: ConversationReport[],
  contracts: ContractFact[],
): SessionFact[] {
  const facts: SessionFact[] = [];
  const sorted = recorded
    .map((report) => ({ report, at: Date.parse(report.startedAt) }))
    .sort((a, b) => a.at - b.at || (a.report.id < b.report.id ? -1 : 1));
  for (const { startsAt, endsAt, minutes } of contracts) {
    const lastOf = new Map<string, number>();
    for (const { report, at } of sorted) {
      if (at < startsAt || at >= (endsAt ?? Infinity)) continue;
      const chain = report.user ? `${personIdOf(tenantId, report.user.reference)} ${report.channel}` : '';
      const last = chain ? lastOf.get(chain) : undefined;
      if (last !== undefined && at < last + minutes * MINUTE) continue;
      lastOf.set(chain, at);
      facts.push({ chain, startedAt: at, conversationId: report.id });
    }
  }
  return facts.sort(byFact);
}

const byFact = (a: SessionFact, b: SessionFact) =>
  a.startedAt - b.startedAt || (a.conversationId < b.conversationId ? -1 : 1);

/** The tenant's sessions as they stand. */
export async function stored(database: Database, tenantId: string): Promise<SessionFact[]> {
  const rows = await database.query<
    { person_id: Buffer | null; channel: string; started_at: Date; conversation_id: string }[]
  >('SELECT person_id, channel, started_at, conversation_id FROM sessions WHERE tenant_id = ?', [
    idToBytes(tenantId),
  ]);
  return rows
    .map((row) => ({
      chain: row.person_id ? `${bytesToId(row.person_id)} ${row.channel}` : '',
      startedAt: row.started_at.getTime(),
      conversationId: row.conversation_id,
    }))
    .sort(byFact);
}

/** What the tenant's contracts consumed. */
export async function consumed(database: Database, tenantId: string): Promise<number> {
  const [row] = await database.query<{ consumed: string | null }[]>(
    'SELECT SUM(consumed) AS consumed FROM contract_counters WHERE tenant_id = ?',
    [idToBytes(tenantId)],
  );
  return Number(row!.consumed);
}
