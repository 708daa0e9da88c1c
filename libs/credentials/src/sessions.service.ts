import { Injectable } from '@nestjs/common';
import { Database, orUnavailable } from '@tenantry/database';
import {
  Clock,
  DAY,
  DomainError,
  HOUR,
  idToBytes,
  isId,
  newId,
  Platform,
  randomToken,
  sha256,
} from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { AccessTokens } from './access-tokens';
import { living, principalOf, subjectOf } from './living-session';
import type { LivingRow, SessionPrincipal, Subject } from './living-session';
import { OneTimeTokens } from './one-time-tokens.service';
import { SignInSession } from './sign-in.entity';

const IDLE = 12 * HOUR;
const ABSOLUTE = 7 * DAY;

@Injectable()
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly tokens: AccessTokens,
    private readonly links: OneTimeTokens,
    private readonly platform: Platform,
    private readonly clock: Clock,
  ) {}

  /** In the running transaction. Only the token's hash is kept. */
  async open(subject: Subject, host: string, who: Who) {
    const id = newId();
    const sessionToken = `${id}.${randomToken()}`;
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + ABSOLUTE);
    await this.database.manager.insert(SignInSession, {
      id,
      tenantId: subject.tenantId,
      subjectKind: subject.kind,
      subjectId: subject.id,
      host,
      tokenHash: sha256(sessionToken),
      ip: who.ip?.slice(0, 45) ?? null,
      userAgent: who.userAgent?.slice(0, 255) ?? null,
      createdAt: now,
      lastUsedAt: now,
      expiresAt,
    });
    return { sessionId: id, sessionToken, expiresAt, ...this.access(subject, id, host) };
  }

  /** A new access token, and the session's idle time begins anew. */
  async refresh(sessionToken: string, host: string | null) {
    const id = sessionToken.split('.')[0]!;
    const row =
      host !== null && isId(id)
        ? await this.find(id, host, ' AND s.token_hash = ?', [sha256(sessionToken)])
        : undefined;
    if (!row)
      throw new DomainError('unauthenticated', 'Your session has ended. Sign in again.', {
        code: 'session_ended',
      });
    await this.database.query(
      'UPDATE sign_in_sessions SET last_used_at = ? WHERE id = ? AND ended_at IS NULL AND last_used_at < ?',
      [this.clock.now(), row.id, this.clock.now()],
    );
    return this.access(subjectOf(row), id, host!);
  }

  async principalOf(
    accessToken: string,
    host: string | null,
  ): Promise<SessionPrincipal | { kind: 'anonymous' }> {
    const claims = await this.tokens.read(accessToken);
    if (!claims || claims.host !== host) return { kind: 'anonymous' };
    const row = await orUnavailable(() => this.find(claims.sid, claims.host));
    if (!row) return { kind: 'anonymous' };
    const { kind, id, tenantId } = subjectOf(row);
    if (kind !== claims.kind || id !== claims.sub || tenantId !== claims.tid) return { kind: 'anonymous' };
    return principalOf(row, claims.sid);
  }

  /** In the running transaction, like all that follow. */
  async end(sessionId: string): Promise<void> {
    await this.endWhere('id = ?', [idToBytes(sessionId)]);
  }

  async endOthersOf(subjectId: string, sessionId: string): Promise<void> {
    await this.endWhere('subject_id = ? AND id <> ?', [idToBytes(subjectId), idToBytes(sessionId)]);
  }

  async endAllOfSubject(subjectId: string): Promise<void> {
    await this.endWhere('subject_id = ?', [idToBytes(subjectId)]);
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

  private async endWhere(condition: string, parameters: unknown[]): Promise<void> {
    await this.database.manager.query(
      `UPDATE sign_in_sessions SET ended_at = ? WHERE ${condition} AND ended_at IS NULL`,
      [this.clock.now(), ...parameters],
    );
  }

  private async find(
    id: string,
    host: string,
    more = '',
    parameters: unknown[] = [],
  ): Promise<LivingRow | undefined> {
    const now = this.clock.now();
    const { consoleHost, platformHost } = this.platform;
    const idleSince = new Date(now.getTime() - IDLE);
    const [row] = await this.database.query<LivingRow[]>(living + more, [
      idToBytes(id),
      host,
      now,
      idleSince,
      consoleHost,
      platformHost,
      ...parameters,
    ]);
    return row;
  }

  private access(subject: Subject, sid: string, host: string) {
    return this.tokens.issue({ sub: subject.id, kind: subject.kind, sid, tid: subject.tenantId, host });
  }
}
