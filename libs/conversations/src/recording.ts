import type { EntityManager } from 'typeorm';
import { chunks, compare, sqlId, sqlInstant, sqlText } from '@tenantry/bulk';
import { idToBytes } from '@tenantry/kernel';
import type { Outcome, Reported } from './report';
import { personIdOf } from './report';

/** A report whose tenant is known and may receive it. */
export interface Candidate {
  /** Place in the flush. */
  index: number;
  tenantId: string;
  personId: string | null;
  report: Reported;
  /** How many people of the tenant were erased before it. */
  peopleErased: number;
}

export interface Decided {
  fresh: Candidate[];
  /** Outcomes of those that are not fresh, and of repeats inside the flush, by place. */
  outcomes: Map<number, Outcome>;
}

const keyOf = (candidate: { tenantId: string; report: { id: string } }) =>
  `${candidate.tenantId} ${candidate.report.id}`;

/**
 * Decides by the unique key (tenant, conversation id) which reports are new, and writes their ids. When the
 * server counts as many new rows as were sent there was no repeat; else the rows of this flush are told from
 * older ones by `flushIds.at(-1)`. Rows of an earlier attempt of the same flush, whose commit went through
 * unnoticed, were counted then: they are `recorded` and no longer fresh.
 */
export async function claimIds(
  manager: EntityManager,
  candidates: Candidate[],
  flushIds: string[],
): Promise<Decided> {
  const outcomes = new Map<number, Outcome>();
  const firsts = new Map<string, Candidate>();
  const again: Candidate[] = [];
  for (const candidate of candidates) {
    if (firsts.has(keyOf(candidate))) again.push(candidate);
    else firsts.set(keyOf(candidate), candidate);
  }
  const sent = [...firsts.values()].sort(
    (a, b) => compare(a.tenantId, b.tenantId) || compare(a.report.id, b.report.id),
  );
  let fresh = sent;
  if ((await insertIds(manager, sent, flushIds.at(-1)!)) < sent.length) {
    const stored = await storedIds(manager, sent);
    fresh = sent.filter((candidate) => stored.get(keyOf(candidate))!.flushId === flushIds.at(-1));
    for (const candidate of sent) {
      const row = stored.get(keyOf(candidate))!;
      if (row.flushId === flushIds.at(-1)) continue;
      const mine = flushIds.includes(row.flushId);
      outcomes.set(candidate.index, mine ? { outcome: 'recorded' } : repeatOf(candidate, row.contentHash));
    }
    for (const candidate of again)
      outcomes.set(candidate.index, repeatOf(candidate, stored.get(keyOf(candidate))!.contentHash));
  } else {
    for (const candidate of again)
      outcomes.set(candidate.index, repeatOf(candidate, firsts.get(keyOf(candidate))!.report.contentHash));
  }
  return { fresh, outcomes };
}

function repeatOf(candidate: Candidate, storedHash: string): Outcome {
  if (candidate.report.contentHash === storedHash) return { outcome: 'repeat' };
  return {
    outcome: 'conflict',
    code: 'other_content',
    reason: 'A conversation with this id was reported before with other content; the first one stays.',
  };
}

async function insertIds(manager: EntityManager, sent: Candidate[], flushId: string): Promise<number> {
  let inserted = 0;
  for (const rows of chunks(sent)) {
    const values = rows.map(
      ({ tenantId, report }) =>
        `(${sqlId(tenantId)},${sqlText(report.id)},${sqlInstant(report.startedAt)},0x${report.contentHash},${flushId})`,
    );
    const result = await manager.query(
      `INSERT IGNORE INTO conversation_ids (tenant_id, conversation_id, started_at, content_hash, flush_id)
       VALUES ${values.join(',')}`,
    );
    inserted += result.affectedRows;
  }
  return inserted;
}

interface Stored {
  contentHash: string;
  flushId: string;
}

async function storedIds(manager: EntityManager, sent: Candidate[]): Promise<Map<string, Stored>> {
  const stored = new Map<string, Stored>();
  const byTenant = Map.groupBy(sent, (candidate) => candidate.tenantId);
  for (const [tenantId, all] of byTenant)
    for (const rows of chunks(all)) {
      const found = await manager.query(
        `SELECT conversation_id, LOWER(HEX(content_hash)) AS content_hash, CAST(flush_id AS CHAR) AS flush_id
         FROM conversation_ids WHERE tenant_id = ${sqlId(tenantId)}
           AND conversation_id IN (${rows.map(({ report }) => sqlText(report.id)).join(',')})`,
      );
      for (const row of found)
        stored.set(`${tenantId} ${row.conversation_id}`, {
          contentHash: row.content_hash,
          flushId: row.flush_id,
        });
    }
  return stored;
}

export async function insertConversations(manager: EntityManager, fresh: Candidate[]): Promise<void> {
  const sorted = fresh.toSorted(
    (a, b) =>
      compare(a.tenantId, b.tenantId) ||
      a.report.startedAt - b.report.startedAt ||
      compare(a.report.id, b.report.id),
  );
  for (const rows of chunks(sorted)) {
    const values = rows.map(
      ({ tenantId, personId, report: r }) =>
        `(${sqlId(tenantId)},${sqlInstant(r.startedAt)},${sqlText(r.id)},${sqlId(personId)},'${r.channel}',` +
        `'${r.initiatedBy}','${r.party}',${sqlText(r.agentName)},${sqlText(r.subject)})`,
    );
    await manager.query(
      `INSERT INTO conversations (tenant_id, started_at, conversation_id, person_id, channel, initiated_by,
         party, agent_name, subject) VALUES ${values.join(',')}`,
    );
  }
}

export const candidateOf = (
  index: number,
  tenantId: string,
  report: Reported,
  peopleErased = 0,
): Candidate => ({
  index,
  peopleErased,
  tenantId,
  personId: report.user ? personIdOf(tenantId, report.user.reference) : null,
  report,
});

/** Ids of those among `ids` that were recorded for the tenant. */
export async function knownIds(
  manager: EntityManager,
  tenantId: string,
  ids: string[],
): Promise<Set<string>> {
  const rows: { conversation_id: string }[] = await manager.query(
    'SELECT conversation_id FROM conversation_ids WHERE tenant_id = ? AND conversation_id IN (?)',
    [idToBytes(tenantId), ids],
  );
  return new Set(rows.map((row) => row.conversation_id));
}
