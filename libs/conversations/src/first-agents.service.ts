import { Injectable } from '@nestjs/common';
import { sqlId, sqlInstant, sqlText } from '@tenantry/bulk';
import { Database } from '@tenantry/database';
import { idToBytes } from '@tenantry/kernel';
import type { Windowed } from './session-history.service';

export interface JoinView {
  conversationId: string;
  agentName: string;
  joinedAt: Date;
}

export interface SessionFigures {
  conversations: number;
  /** Of the agents that took part, the one that joined first. */
  agentName: string | null;
}

/** What is read from a session's conversations instead of being kept with it. */
@Injectable()
export class FirstAgents {
  constructor(private readonly database: Database) {}

  /** Hand-overs of these conversations, the earliest first. */
  async joinsOf(tenantId: string, conversationIds: string[]): Promise<JoinView[]> {
    if (conversationIds.length === 0) return [];
    const rows = await this.database.query<
      { conversation_id: string; agent_name: string; joined_at: Date }[]
    >(
      `SELECT conversation_id, agent_name, joined_at FROM conversation_joins
       WHERE tenant_id = ? AND conversation_id IN (?) ORDER BY joined_at, agent_name`,
      [idToBytes(tenantId), conversationIds],
    );
    return rows.map((row) => ({
      conversationId: row.conversation_id,
      agentName: row.agent_name,
      joinedAt: row.joined_at,
    }));
  }

  /** One statement for a page of sessions: each branch reads its own window through the person index. */
  async ofSessions(tenantId: string, sessions: Windowed[]): Promise<SessionFigures[]> {
    if (sessions.length === 0) return [];
    const branches = sessions.map(({ session, endsAt }, index) => {
      const start = sqlInstant(session.startedAt.getTime());
      const of = session.personId
        ? `c.person_id = ${sqlId(session.personId)} AND c.channel = '${session.channel}'
          AND c.started_at >= ${start} AND c.started_at < ${sqlInstant(endsAt.getTime())}`
        : `c.started_at = ${start} AND c.conversation_id = ${sqlText(session.conversationId)}`;
      return `(SELECT ${index} AS place, COUNT(DISTINCT c.conversation_id) AS conversations,
          MIN(CONCAT(c.started_at, ' ', c.agent_name)) AS begun_by,
          MIN(CONCAT(j.joined_at, ' ', j.agent_name)) AS joined_by
        FROM conversations c LEFT JOIN conversation_joins j
          ON j.tenant_id = c.tenant_id AND j.conversation_id = c.conversation_id
        WHERE c.tenant_id = ${sqlId(tenantId)} AND ${of})`;
    });
    const rows = await this.database.query<
      { place: string; conversations: string; begun_by: string | null; joined_by: string | null }[]
    >(branches.join(' UNION ALL '));
    const figures = new Array<SessionFigures>(sessions.length);
    for (const row of rows) {
      const [first] = [row.begun_by, row.joined_by].filter((one) => one !== null).sort();
      figures[Number(row.place)] = {
        conversations: Number(row.conversations),
        agentName: first?.slice('2026-01-31 09:00:00.000 '.length) ?? null,
      };
    }
    return figures;
  }
}
