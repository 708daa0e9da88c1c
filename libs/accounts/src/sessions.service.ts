import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import {
  bytesToId,
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
import type { Principal } from '@tenantry/trpc';
import { AccessTokens } from './access-tokens';
import { orUnavailable } from './reachable';
import { SignInSession } from './sign-in.entity';

const IDLE = 12 * HOUR;
const ABSOLUTE = 7 * DAY;

export interface Subject {
  kind: 'operator' | 'user';
  id: string;
  tenantId: string | null;
}

export interface TenantOfHost {
  id: string;
  slug: string;
  companyName: string;
  language: string;
  timeZone: string;
}

/** What a page shows of the person; read by the very statement that checks the session. */
export interface Profile {
  email: string;
  language: string;
  timeZone: string;
  tenant: TenantOfHost | null;
  /** Signed in on a host of the tenant's own, not on the shared one. */
  onOwnHost: boolean;
}

/** Somebody signed in, as procedures know them. */
export type Person = Extract<Principal, { kind: 'operator' | 'user' }>;
export type SessionPrincipal = Person & { profile: Profile };

export const tenantOf = (person: Person): string | null => (person.kind === 'user' ? person.tenantId : null);

interface Row {
  id: Buffer;
  tenant_id: Buffer | null;
  subject_kind: 'operator' | 'user';
  subject_id: Buffer;
  own_host: string | null;
  operator_name: string;
  operator_role: 'admin' | 'support' | 'auditor';
  user_role: 'admin' | 'supervisor' | 'agent' | 'member';
  first_name: string;
  last_name: string;
  must_change_password: number;
  email: string;
  language: string;
  time_zone: string;
  slug: string;
  company_name: string;
  tenant_language: string;
  tenant_time_zone: string;
}

/** A session holds while its row, its person, the person's tenant and its host do; all asked in one statement. */
const living = `
  SELECT s.id, s.tenant_id, s.subject_kind, s.subject_id, h.host AS own_host,
    o.name AS operator_name, o.role AS operator_role,
    u.role AS user_role, u.first_name, u.last_name, u.must_change_password,
    COALESCE(o.email, u.email) AS email,
    COALESCE(o.language, u.language, t.language) AS language,
    COALESCE(o.time_zone, u.time_zone, t.time_zone) AS time_zone,
    t.slug, t.company_name, t.language AS tenant_language, t.time_zone AS tenant_time_zone
  FROM sign_in_sessions s
  LEFT JOIN operators o ON s.subject_kind = 'operator' AND o.id = s.subject_id AND o.state = 'active'
  LEFT JOIN users u ON s.subject_kind = 'user' AND u.id = s.subject_id AND u.tenant_id = s.tenant_id
    AND u.state = 'active'
  LEFT JOIN tenants t ON t.id = u.tenant_id AND t.state = 'enabled'
  LEFT JOIN tenant_hosts h ON h.host = s.host AND h.tenant_id = s.tenant_id AND h.state = 'active'
  WHERE s.id = ? AND s.host = ? AND s.ended_at IS NULL AND s.expires_at > ? AND s.last_used_at > ?
    AND (s.host = ? AND o.id IS NOT NULL OR t.id IS NOT NULL AND (s.host = ? OR h.host IS NOT NULL))`;

@Injectable()
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly tokens: AccessTokens,
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

  async endAllOf(tenantId: string): Promise<void> {
    await this.endWhere('tenant_id = ?', [idToBytes(tenantId)]);
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
  ): Promise<Row | undefined> {
    const now = this.clock.now();
    const { consoleHost, platformHost } = this.platform;
    const idleSince = new Date(now.getTime() - IDLE);
    const [row] = await this.database.query<Row[]>(living + more, [
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

function subjectOf(row: Row): Subject {
  const tenantId = row.tenant_id && bytesToId(row.tenant_id);
  return { kind: row.subject_kind, id: bytesToId(row.subject_id), tenantId };
}

function principalOf(row: Row, sessionId: string): SessionPrincipal {
  const { kind, id, tenantId } = subjectOf(row);
  const { email, language, time_zone: timeZone } = row;
  if (kind === 'operator') {
    const profile = { email, language, timeZone, tenant: null, onOwnHost: false };
    return { kind, id, name: row.operator_name, role: row.operator_role, sessionId, profile };
  }
  const tenant = {
    id: tenantId!,
    slug: row.slug,
    companyName: row.company_name,
    language: row.tenant_language,
    timeZone: row.tenant_time_zone,
  };
  return {
    kind,
    id,
    name: `${row.first_name} ${row.last_name}`,
    tenantId: tenantId!,
    role: row.user_role,
    sessionId,
    mustChangePassword: row.must_change_password !== 0,
    profile: { email, language, timeZone, tenant, onOwnHost: row.own_host !== null },
  };
}
