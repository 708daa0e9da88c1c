import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { idToBytes, notFound } from '@tenantry/kernel';
import { Conversation } from './conversation.entity';
import { FirstAgents } from './first-agents.service';
import { pageOf } from './paging';
import type { Page } from './paging';
import { peopleOf } from './people';
import { isConversationId } from './report';
import { SessionHistory } from './session-history.service';

/** Conversations of one tenant, newest first, by keyset on the clustered key. */
@Injectable()
export class ConversationHistory {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionHistory,
    private readonly firstAgents: FirstAgents,
  ) {}

  /** Of one session, or of the tenant. */
  async list(tenantId: string, sessionId: string | undefined, page: Page) {
    const query = this.database.read
      .createQueryBuilder(Conversation, 'row')
      .where('row.tenant_id = :tenantId', { tenantId: idToBytes(tenantId) });
    if (sessionId) {
      const { session, endsAt } = await this.sessions.byId(tenantId, sessionId);
      const begin = session.startedAt;
      if (session.personId)
        query
          .andWhere('row.started_at >= :begin AND row.started_at < :end', { begin, end: endsAt })
          .andWhere('row.person_id = :personId AND row.channel = :channel', {
            personId: idToBytes(session.personId),
            channel: session.channel,
          });
      else
        query.andWhere('row.started_at = :begin AND row.conversation_id = :only', {
          begin,
          only: session.conversationId,
        });
    }
    return this.views(tenantId, await pageOf(query, 'conversation_id', page));
  }

  async byId(tenantId: string, conversationId: string) {
    if (!isConversationId(conversationId)) throw notFound('conversation');
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
    const [view] = await this.views(tenantId, [row]);
    const joins = await this.firstAgents.joinsOf(tenantId, [conversationId]);
    return { ...view!, joins, sessionId: await this.sessions.idOf(tenantId, row) };
  }

  private async views(tenantId: string, rows: Conversation[]) {
    const [people, joins] = await Promise.all([
      peopleOf(
        this.database.read,
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
}
