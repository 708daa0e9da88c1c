import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { bytesToId, idToBytes, notFound } from '@tenantry/kernel';
import { Contracts } from '@tenantry/subscriptions';
import type { ContractWindow } from '@tenantry/subscriptions';
import type { Conversation } from './conversation.entity';
import { FirstAgents } from './first-agents.service';
import { pageOf } from './paging';
import type { Page } from './paging';
import { peopleOf } from './people';
import { Session } from './session.entity';

/** A session and the moment its window ends: after its duration, unless the contract's end cuts it. */
export interface Windowed {
  session: Session;
  endsAt: Date;
}

/** Sessions of one tenant, newest first, by keyset on the clustered key. */
@Injectable()
export class SessionHistory {
  constructor(
    private readonly database: Database,
    private readonly contracts: Contracts,
    private readonly firstAgents: FirstAgents,
  ) {}

  async list(tenantId: string, contractId: string | undefined, page: Page) {
    const only = contractId ? (await this.windows(tenantId)).get(contractId) : undefined;
    if (contractId && !only) throw notFound('contract');
    const query = this.database.read
      .createQueryBuilder(Session, 'row')
      .where('row.tenant_id = :tenantId', { tenantId: idToBytes(tenantId) });
    // Contracts never overlap, so a contract is a stretch of the clustered key.
    if (only) query.andWhere('row.started_at >= :begin', { begin: new Date(only.startsAt) });
    if (only && only.endsAt !== Infinity)
      query.andWhere('row.started_at < :end', { end: new Date(only.endsAt) });
    const rows = await pageOf(query, 'id', page, idToBytes);
    // After the rows, so that a contract made meanwhile is among them.
    const windows = await this.windows(tenantId);
    const shown = rows.map((session) => windowed(session, windows));
    const [people, figures] = await Promise.all([
      peopleOf(
        this.database.read,
        tenantId,
        rows.map((row) => row.personId),
      ),
      this.firstAgents.ofSessions(tenantId, shown),
    ]);
    return shown.map(({ session, endsAt }, index) => ({
      id: session.id,
      startedAt: session.startedAt,
      endsAt,
      initiatedBy: session.initiatedBy,
      user: session.personId ? (people.get(session.personId) ?? null) : null,
      agentName: figures[index]!.agentName,
      channel: session.channel,
      conversations: figures[index]!.conversations,
    }));
  }

  async byId(tenantId: string, id: string): Promise<Windowed> {
    const session = await this.database.read.findOneBy(Session, { tenantId, id });
    if (!session) throw notFound('session');
    return windowed(session, await this.windows(tenantId));
  }

  /** The session a conversation belongs to: the last of its chain that began by then; null outside contracts. */
  async idOf(tenantId: string, row: Conversation): Promise<string | null> {
    const at = row.startedAt.getTime();
    const contract = [...(await this.windows(tenantId)).values()].find(
      (window) => at >= window.startsAt && at < window.endsAt,
    );
    if (!contract) return null;
    const [session] = await this.database.query<{ id: Buffer }[]>(
      `SELECT id FROM sessions FORCE INDEX (sessions_chain)
       WHERE contract_id = ? AND person_id <=> ? AND channel = ? AND started_at <= ?
         ${row.personId ? '' : 'AND conversation_id = ?'}
       ORDER BY started_at DESC LIMIT 1`,
      [
        idToBytes(contract.id),
        row.personId && idToBytes(row.personId),
        row.channel,
        row.startedAt,
        row.conversationId,
      ],
    );
    return session ? bytesToId(session.id) : null;
  }

  private async windows(tenantId: string): Promise<Map<string, ContractWindow>> {
    const windows = await this.contracts.windowsOfMany([tenantId]);
    return new Map(windows.map((window) => [window.id, window]));
  }
}

function windowed(session: Session, windows: Map<string, ContractWindow>): Windowed {
  const { duration, endsAt } = windows.get(session.contractId)!;
  return { session, endsAt: new Date(Math.min(session.startedAt.getTime() + duration, endsAt)) };
}
