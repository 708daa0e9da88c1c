import { bytesToId, idToBytes } from '@tenantry/kernel';
import type { Principal } from '@tenantry/trpc';

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

/** One row of the statement below. */
export interface LivingRow {
  id: Buffer;
  host: string;
  token_hash: Buffer;
  expires_at: Date;
  tenant_id: Buffer | null;
  subject_kind: 'operator' | 'user';
  subject_id: Buffer;
  own_host: string | null;
  operator_name: string;
  operator_role: 'admin' | 'support' | 'auditor';
  second_factor: number;
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

/** Sessions hold while their row, their person, the person's tenant and their host do; all asked in one statement. */
const living = `
  SELECT s.id, s.host, s.token_hash, s.expires_at, s.tenant_id, s.subject_kind, s.subject_id, h.host AS own_host,
    o.name AS operator_name, o.role AS operator_role, f.subject_id IS NOT NULL AS second_factor,
    u.role AS user_role, u.first_name, u.last_name, u.must_change_password,
    COALESCE(o.email, u.email) AS email,
    COALESCE(o.language, u.language, t.language) AS language,
    COALESCE(o.time_zone, u.time_zone, t.time_zone) AS time_zone,
    t.slug, t.company_name, t.language AS tenant_language, t.time_zone AS tenant_time_zone
  FROM sign_in_sessions s
  LEFT JOIN operators o ON s.subject_kind = 'operator' AND o.id = s.subject_id AND o.state = 'active'
  LEFT JOIN second_factors f ON f.subject_id = o.id AND f.confirmed_at IS NOT NULL
  LEFT JOIN users u ON s.subject_kind = 'user' AND u.id = s.subject_id AND u.tenant_id = s.tenant_id
    AND u.state = 'active'
  LEFT JOIN tenants t ON t.id = u.tenant_id AND t.state = 'enabled'
  LEFT JOIN tenant_hosts h ON h.host = s.host AND h.tenant_id = s.tenant_id AND h.state = 'active'
  WHERE s.id IN (?) AND s.ended_at IS NULL AND s.expires_at > ? AND s.last_used_at > ?
    AND (s.host = ? AND o.id IS NOT NULL OR t.id IS NOT NULL AND (s.host = ? OR h.host IS NOT NULL))`;

interface Asked {
  id: string;
  resolve(row: LivingRow | undefined): void;
  reject(error: unknown): void;
}

const LANES = 2;
const MOST = 200;

/**
 * Requests that come while sessions are being asked about are asked about together, next. Each is answered from a
 * statement that began after it came, so what was changed before it holds for it.
 */
export class LivingSessions {
  private waiting: Asked[] = [];
  private running = 0;

  constructor(
    private readonly ask: (sql: string, parameters: unknown[]) => Promise<LivingRow[]>,
    private readonly conditions: () => unknown[],
  ) {}

  find(id: string): Promise<LivingRow | undefined> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ id, resolve, reject });
      void this.work();
    });
  }

  private async work(): Promise<void> {
    if (this.running >= LANES || this.waiting.length === 0) return;
    this.running++;
    const batch = this.waiting.splice(0, MOST);
    try {
      const ids = [...new Set(batch.map(({ id }) => id))].map(idToBytes);
      const rows = await this.ask(living, [ids, ...this.conditions()]);
      const found = new Map(rows.map((row) => [bytesToId(row.id), row]));
      for (const { id, resolve } of batch) resolve(found.get(id));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.running--;
      void this.work();
    }
  }
}

export function subjectOf(row: LivingRow): Subject {
  const tenantId = row.tenant_id && bytesToId(row.tenant_id);
  return { kind: row.subject_kind, id: bytesToId(row.subject_id), tenantId };
}

export function principalOf(
  row: LivingRow,
  sessionId: string,
  operatorTotp: 'required' | 'optional',
): SessionPrincipal {
  const { kind, id, tenantId } = subjectOf(row);
  const { email, language, time_zone: timeZone } = row;
  if (kind === 'operator') {
    const profile = { email, language, timeZone, tenant: null, onOwnHost: false };
    const mustSetUpSecondFactor = operatorTotp === 'required' && row.second_factor === 0;
    const { operator_name: name, operator_role: role } = row;
    return { kind, id, name, role, sessionId, mustSetUpSecondFactor, profile };
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
