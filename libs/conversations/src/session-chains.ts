import type { EntityManager } from 'typeorm';
import { newId } from '@tenantry/kernel';
import type { ContractWindow, Opened } from '@tenantry/subscriptions';
import { rederive } from './chain';
import type { OpenSession, Started, Stretch } from './chain';
import type { Candidate } from './recording';
import { loadStretches } from './stretches';
import type { ChainKey } from './stretches';
import { insertSessions, lockChains, moveSessions, writeChains } from './session-rows';
import type { SessionRow } from './session-rows';

interface Chain extends ChainKey {
  /** Start of the last session before this flush; null when there is none. */
  last: number | null;
  isNew: boolean;
  arrived: Started[];
}

/**
 * Counts the sessions that just recorded conversations open, in the running transaction, after their rows
 * were written. Locks one row for each (contract, user, channel), in key order; the caller adds the result to
 * the contracts' counters, whose rows come last.
 */
export async function countSessions(
  manager: EntityManager,
  fresh: Candidate[],
  contracts: ContractWindow[],
): Promise<Opened[]> {
  const contractOf = contractFinder(contracts);
  const inserted: SessionRow[] = [];
  const moved: { from: SessionRow; to: SessionRow }[] = [];
  const chains = new Map<string, Chain>();

  for (const candidate of fresh) {
    const contract = contractOf(candidate.tenantId, candidate.report.startedAt);
    if (!contract) continue;
    const first = startedOf(candidate);
    if (candidate.personId === null) {
      inserted.push(rowOf(contract, null, candidate.report.channel, newId(), first));
      continue;
    }
    const key = `${contract.id} ${candidate.personId} ${candidate.report.channel}`;
    const chain = chains.get(key);
    if (chain) chain.arrived.push(first);
    else
      chains.set(key, {
        contract,
        personId: candidate.personId,
        channel: candidate.report.channel,
        last: null,
        isNew: true,
        arrived: [first],
      });
  }

  const sorted = [...chains.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, chain]) => chain);
  await lockChains(manager, sorted);
  const before = sorted.map((chain) => chain.last);

  const late: Chain[] = [];
  for (const chain of sorted) {
    chain.arrived.sort(byStart);
    if (chain.last !== null && chain.arrived[0]!.startedAt <= chain.last) late.push(chain);
    else extend(chain, inserted);
  }
  await rederiveLate(manager, late, inserted, moved);

  await writeChains(
    manager,
    sorted.filter((chain, index) => chain.last !== before[index]),
  );
  await moveSessions(manager, moved);
  await insertSessions(manager, inserted);
  return openedBy(inserted);
}

/** In order: only the last session matters. */
function extend(chain: Chain, inserted: SessionRow[]): void {
  for (const first of chain.arrived) {
    if (chain.last !== null && first.startedAt < chain.last + chain.contract.duration) continue;
    inserted.push(rowOf(chain.contract, chain.personId, chain.channel, newId(), first));
    chain.last = first.startedAt;
  }
}

/** Reads more of a chain, fourfold each time, until the derived sessions meet the ones that stand. */
async function rederiveLate(
  manager: EntityManager,
  chains: Chain[],
  inserted: SessionRow[],
  moved: { from: SessionRow; to: SessionRow }[],
): Promise<void> {
  let open = chains;
  for (let limit = 64; open.length > 0; limit *= 4) {
    const from = open.map((chain) => chain.arrived[0]!.startedAt);
    const stretches = await loadStretches(manager, open, from, limit);
    open = open.filter((chain, index) => !settle(chain, stretches[index]!, inserted, moved));
  }
}

function settle(
  chain: Chain,
  stretch: Omit<Stretch, 'lastNew' | 'duration'>,
  inserted: SessionRow[],
  moved: { from: SessionRow; to: SessionRow }[],
): boolean {
  const { contract, personId, channel } = chain;
  const changes = rederive({
    ...stretch,
    duration: contract.duration,
    lastNew: chain.arrived.at(-1)!.startedAt,
  });
  if (!changes) return false;
  const standing = new Map<string, OpenSession>(stretch.sessions.map((session) => [session.id, session]));
  for (const { id, first } of changes.put) {
    if (id === null) inserted.push(rowOf(contract, personId, channel, newId(), first));
    else
      moved.push({
        from: rowOf(contract, personId, channel, id, standing.get(id)!),
        to: rowOf(contract, personId, channel, id, first),
      });
  }
  if (changes.reachedEnd) chain.last = changes.last;
  return true;
}

/** The contract a moment belongs to; contracts of a tenant never overlap. */
export function contractFinder(contracts: ContractWindow[]) {
  const byTenant = Map.groupBy(contracts, (contract) => contract.tenantId);
  return (tenantId: string, at: number): ContractWindow | undefined =>
    byTenant.get(tenantId)?.find((contract) => at >= contract.startsAt && at < contract.endsAt);
}

export function openedBy(inserted: SessionRow[]): Opened[] {
  const byContract = Map.groupBy(inserted, (row) => row.contract.id);
  return [...byContract.values()].map((rows) => ({
    contractId: rows[0]!.contract.id,
    tenantId: rows[0]!.contract.tenantId,
    sessions: rows.length,
  }));
}

const startedOf = ({ report }: Candidate): Started => ({
  startedAt: report.startedAt,
  conversationId: report.id,
  initiatedBy: report.initiatedBy,
});

const byStart = (a: Started, b: Started) =>
  a.startedAt - b.startedAt || (a.conversationId < b.conversationId ? -1 : 1);

export const rowOf = (
  contract: ContractWindow,
  personId: string | null,
  channel: string,
  id: string,
  { startedAt, conversationId, initiatedBy }: Started,
): SessionRow => ({ contract, personId, channel, id, startedAt, conversationId, initiatedBy });
