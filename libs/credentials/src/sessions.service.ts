import { Injectable } from '@nestjs/common';
import { Database, orUnavailable } from '@tenantry/database';
import {
  bytesToId,
  Clock,
  DAY,
  HOUR,
  idToBytes,
  MINUTE,
  newId,
  Platform,
  randomToken,
  sha256,
} from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { IsNull, MoreThan } from 'typeorm';
import { AccessTokens } from './access-tokens';
import { LivingSessions, principalOf, subjectOf } from './living-session';
import type { LivingRow } from './living-row';
import type { Holder, Person, SessionPrincipal } from './living-session';
import { OneTimeTokens } from './one-time-tokens.service';
import { SessionMemory } from './session-memory';
import { SignInSession } from './sign-in.entity';

const IDLE = 12 * HOUR;
const ABSOLUTE = 7 * DAY;
/** Of a session that views a tenant. */
const VIEWS_IDLE = 15 * MINUTE;

export interface Opening {
  subject: Holder;
  host: string;
  who: Who;
  /** Its id and its end, where they are not its own. */
  id?: string;
  expiresAt?: Date;
}

@Injectable()
export class Sessions {
  private readonly checks = new LivingSessions(
    // Never in a caller's transaction: others wait for the same answer.
    (sql, parameters) => this.database.source.query(sql, parameters),
    () => {
      const { consoleHost, platformHost } = this.platform;
      const [now, idle] = [this.clock.now(), this.idleSince];
      return [now, idle, this.viewsIdleSince, now, idle, now, consoleHost, platformHost];
    },
  );

  private readonly memory = new SessionMemory(
    (id) => orUnavailable(() => this.checks.find(id)),
    () => this.clock.now().getTime(),
  );

  constructor(
    private readonly database: Database,
    private readonly tokens: AccessTokens,
    private readonly links: OneTimeTokens,
    private readonly platform: Platform,
    private readonly clock: Clock,
  ) {}

  /** In the running transaction. Only the token's hash is kept. */
  async open(subject: Holder, host: string, who: Who, more: Pick<Opening, 'id' | 'expiresAt'> = {}) {
    return (await this.openAll([{ subject, host, who, ...more }]))[0]!;
  }

  /** For many people in one statement. */
  async openAll(people: Opening[]) {
    const now = this.clock.now();
    const usualEnd = new Date(now.getTime() + ABSOLUTE);
    const opened = people.map(({ id = newId(), expiresAt = usualEnd, ...person }) => {
      return { ...person, id, expiresAt, sessionToken: `${id}.${randomToken()}` };
    });
    await this.database.manager.query(
      `INSERT INTO sign_in_sessions (id, tenant_id, subject_kind, subject_id, host, token_hash, ip, user_agent,
         created_at, last_used_at, expires_at) VALUES ?`,
      [
        opened.map(
          ({ id, subject: { tenantId, kind, id: subjectId }, host, who, sessionToken, expiresAt }) => [
            ...[idToBytes(id), tenantId && idToBytes(tenantId), kind, idToBytes(subjectId), host],
            ...[sha256(sessionToken), who.ip?.slice(0, 45) ?? null, who.userAgent?.slice(0, 255) ?? null],
            ...[now, now, expiresAt],
          ],
        ),
      ],
    );
    return opened.map(({ id, subject, host, sessionToken, expiresAt }) => ({
      sessionId: id,
      sessionToken,
      expiresAt,
      ...this.tokensOf(subject, id, host),
    }));
  }

  /** Undefined when anything that the session needs holds no longer. Asks the database. */
  async living(id: string, host: string): Promise<LivingRow | undefined> {
    const row = await this.checks.find(id);
    return row?.host === host ? row : undefined;
  }

  /** What this process remembers of people may no longer be so, once the running transaction has committed. */
  forget(): void {
    this.database.afterCommit(() => this.memory.forget());
  }

  access(row: LivingRow, host: string) {
    return this.tokensOf(subjectOf(row), bytesToId(row.id), host);
  }

  async principalOf(
    accessToken: string,
    host: string | null,
  ): Promise<SessionPrincipal | { kind: 'anonymous' }> {
    const claims = await this.tokens.read(accessToken);
    if (!claims || claims.host !== host) return { kind: 'anonymous' };
    const row = await this.memory.find(claims.sid);
    if (row?.host !== claims.host) return { kind: 'anonymous' };
    const { kind, id, tenantId } = subjectOf(row);
    if (kind !== claims.kind || id !== claims.sub || tenantId !== claims.tid) return { kind: 'anonymous' };
    return principalOf(row, claims.sid, this.platform.operatorTotp);
  }

  /** The living ones of a person, the last used first. */
  listOf({ kind, id }: Person): Promise<SignInSession[]> {
    const after = { expiresAt: MoreThan(this.clock.now()), lastUsedAt: MoreThan(this.idleSince) };
    return this.database.read.find(SignInSession, {
      where: { subjectId: id, subjectKind: kind, endedAt: IsNull(), ...after },
      order: { lastUsedAt: 'DESC', id: 'DESC' },
    });
  }

  /** In the running transaction, like all that follow; how many ended now. */
  end(subjectId: string, sessionId: string): Promise<number> {
    return this.endWhere('id = ? AND subject_id = ?', [idToBytes(sessionId), idToBytes(subjectId)]);
  }

  endOthersOf(subjectId: string, sessionId: string): Promise<number> {
    return this.endWhere('subject_id = ? AND id <> ?', [idToBytes(subjectId), idToBytes(sessionId)]);
  }

  async endAllOfSubject(subjectId: string): Promise<void> {
    await this.endWhere('subject_id = ?', [idToBytes(subjectId)]);
  }

  /** Those that view this tenant. */
  async endViewsOf(tenantId: string): Promise<void> {
    await this.endWhere("tenant_id = ? AND subject_kind = 'viewer'", [idToBytes(tenantId)]);
  }

  /** Where and when somebody signed in, for one who is there no longer. */
  async eraseAllOfSubject(subjectId: string): Promise<void> {
    await this.database.manager.query('DELETE FROM sign_in_sessions WHERE subject_id = ?', [
      idToBytes(subjectId),
    ]);
    this.forget();
  }

  /** The links sent to the tenant's people end too. */
  async endAllOf(tenantId: string): Promise<void> {
    await this.endWhere('tenant_id = ?', [idToBytes(tenantId)]);
    await this.links.endAllOf(tenantId);
  }

  /** Rows that nothing can revive. */
  async sweep(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - 30 * DAY);
    await this.database.query('DELETE FROM sign_in_sessions WHERE expires_at < ?', [before]);
  }

  private async endWhere(condition: string, parameters: unknown[]): Promise<number> {
    const ended = await this.database.manager.query(
      `UPDATE sign_in_sessions SET ended_at = ? WHERE ${condition} AND ended_at IS NULL`,
      [this.clock.now(), ...parameters],
    );
    this.forget();
    return ended.affectedRows;
  }

  /** What was not used since then has ended. */
  private get idleSince(): Date {
    return new Date(this.clock.now().getTime() - IDLE);
  }

  get viewsIdleSince(): Date {
    return new Date(this.clock.now().getTime() - VIEWS_IDLE);
  }

  private tokensOf(subject: Holder, sid: string, host: string) {
    return this.tokens.issue({ sub: subject.id, kind: subject.kind, sid, tid: subject.tenantId, host });
  }
}
