import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { bytesToId, idToBytes, notFound } from '@tenantry/kernel';
import { Contracts } from '@tenantry/subscriptions';
import type { ContractWindow } from '@tenantry/subscriptions';
import { In } from 'typeorm';
import { Conversation, Person } from './conversation.entity';
import { Session } from './session.entity';
import { FirstAgents } from './first-agents.service';

export interface Page {
  /** `<instant>~<id>` of the last row of the page before. */
  cursor?: string;
  limit: number;
  from?: Date;
  to?: Date;
}

export interface PersonView {
  reference: string | null;
  name: string | null;
  email: string | null;
  role: string | null;
}

type Located = { startedAt: Date; key: string };

/** Sessions and conversations of one tenant, newest first, by keyset on the clustered key. */
@Injectable()
export class History {
  constructor(
    private readonly database: Database,
    private readonly contracts: Contracts,
    private readonly firstAgents: FirstAgents,
  ) {}

  async sessions(tenantId: string, contractId: string | undefined, page: Page) {
    const windows = await this.windows(tenantId);
    const only = contractId ? windows.get(contractId) : undefined;
    if (contractId && !only) throw notFound('contract');
    const query = this.database.read
      .createQueryBuilder(Session, 'row')
      .where('row.tenant_id = :tenantId', { tenantId: idToBytes(tenantId) })
      .orderBy('row.started_at', 'DESC')
      .addOrderBy('row.id', 'DESC')
      .limit(page.limit + 1);
    // Contracts never overlap, so a contract is a stretch of the clustered key.
    if (only) query.andWhere('row.started_at >= :begin', { begin: new Date(only.startsAt) });
    if (only && only.endsAt !== Infinity)
      query.andWhere('row.started_at < :end', { end: new Date(only.endsAt) });
    if (page.from) query.andWhere('row.started_at >= :from', { from: page.from });
    if (page.to) query.andWhere('row.started_at < :to', { to: page.to });
    const after = parseCursor(page.cursor);
    if (after)
      query.andWhere('row.started_at <= :at AND (row.started_at < :at OR row.id < :id)', {
        at: after.startedAt,
        id: idToBytes(after.key),
      });
    const rows = await query.getMany();
    const shown = rows.map((session) => ({
      session,
      endsAt: endOf(session, windows.get(session.contractId)!),
    }));
    const [people, figures] = await Promise.all([
      this.people(
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

  /** Conversations of a session, or of the tenant. */
  async conversations(tenantId: string, sessionId: string | undefined, page: Page) {
    const query = this.database.read
      .createQueryBuilder(Conversation, 'row')
      .where('row.tenant_id = :tenantId', { tenantId: idToBytes(tenantId) })
      .orderBy('row.started_at', 'DESC')
      .addOrderBy('row.conversation_id', 'DESC')
      .limit(page.limit + 1);
    if (sessionId) {
      const session = await this.session(tenantId, sessionId);
      const windows = await this.windows(tenantId);
      query.andWhere('row.started_at >= :begin AND row.started_at < :end', {
        begin: session.startedAt,
        end: endOf(session, windows.get(session.contractId)!),
      });
      if (session.personId)
        query.andWhere('row.person_id = :personId AND row.channel = :channel', {
          personId: idToBytes(session.personId),
          channel: session.channel,
        });
      else query.andWhere('row.conversation_id = :only', { only: session.conversationId });
    }
    if (page.from) query.andWhere('row.started_at >= :from', { from: page.from });
    if (page.to) query.andWhere('row.started_at < :to', { to: page.to });
    const after = parseCursor(page.cursor);
    if (after)
      query.andWhere('row.started_at <= :at AND (row.started_at < :at OR row.conversation_id < :key)', {
        at: after.startedAt,
        key: after.key,
      });
    return this.conversationViews(tenantId, await query.getMany());
  }

  async conversation(tenantId: string, conversationId: string) {
    const [known] = await this.database.query<{ started_at: Date }[]>(
      'SELECT started_at FROM conversation_ids WHERE tenant_id = ? AND conversation_id = ?',
      [idToBytes(tenantId), conversationId],
    );
    if (!known) throw notFound('conversation');
    const row = await this.database.read.findOneByOrFail(Conversation, {
      tenantId,
      startedAt: known.started_at,
      conversationId,
    });
    const [view] = await this.conversationViews(tenantId, [row]);
    const joins = await this.firstAgents.joinsOf(tenantId, [conversationId]);
    return { ...view!, joins, sessionId: await this.sessionOf(tenantId, row) };
  }

  private async conversationViews(tenantId: string, rows: Conversation[]) {
    const [people, joins] = await Promise.all([
      this.people(
        tenantId,
        rows.map((row) => row.personId),
      ),
      this.firstAgents.joinsOf(
        tenantId,
        rows.filter((row) => !row.agentName).map((row) => row.conversationId),
      ),
    ]);
    return rows.map((row) => {
      const join = joins.find((one) => one.conversationId === row.conversationId);
      return {
        conversationId: row.conversationId,
        startedAt: row.startedAt,
        channel: row.channel,
        subject: row.subject,
        initiatedBy: row.initiatedBy,
        party: row.party,
        agentName: row.agentName ?? join?.agentName ?? null,
        agentJoinedAt: row.agentName ? row.startedAt : (join?.joinedAt ?? null),
        user: row.personId ? (people.get(row.personId) ?? null) : null,
      };
    });
  }

  /** The session a conversation belongs to: the last of its chain that began by then. */
  private async sessionOf(tenantId: string, row: Conversation): Promise<string | null> {
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

  private async session(tenantId: string, id: string): Promise<Session> {
    const session = await this.database.read.findOneBy(Session, { tenantId, id });
    if (!session) throw notFound('session');
    return session;
  }

  private async windows(tenantId: string): Promise<Map<string, ContractWindow>> {
    const windows = await this.contracts.windowsOfMany([tenantId]);
    return new Map(windows.map((window) => [window.id, window]));
  }

  private async people(tenantId: string, ids: (string | null)[]): Promise<Map<string, PersonView>> {
    const wanted = [...new Set(ids.filter((id) => id !== null))];
    if (wanted.length === 0) return new Map();
    const people = await this.database.read.findBy(Person, { tenantId, id: In(wanted) });
    return new Map(
      people.map(({ id, reference, name, email, role }) => [id, { reference, name, email, role }]),
    );
  }
}

/** A window lasts its duration, unless the contract's end cuts it. */
const endOf = (session: Session, contract: ContractWindow): Date =>
  new Date(Math.min(session.startedAt.getTime() + contract.duration, contract.endsAt));

function parseCursor(cursor: string | undefined): Located | null {
  if (!cursor) return null;
  const [at, ...key] = cursor.split('~');
  return { startedAt: new Date(at!), key: key.join('~') };
}
