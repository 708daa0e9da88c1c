import { bytesToId, idToBytes } from '@tenantry/kernel';
import type { Principal } from '@tenantry/trpc';
import { living } from './living-row';
import type { LivingRow } from './living-row';

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

/** Whose a session is: a person's, or an operator's who views a tenant. */
export interface Holder extends Omit<Subject, 'kind'> {
  kind: Subject['kind'] | 'viewer';
}

/** What a page shows of the person; read by the very statement that checks the session. */
export interface Profile {
  email: string;
  language: string;
  timeZone: string;
  tenant: TenantOfHost | null;
  /** Signed in on a host of the tenant's own, not on the shared one. */
  onOwnHost: boolean;
  /** When viewing ends at the latest; null for those who are at home here. */
  viewUntil: Date | null;
}

/** Somebody signed in, as procedures know them. */
export type Person = Extract<Principal, { kind: 'operator' | 'user' }>;
export type Viewer = Extract<Principal, { kind: 'viewer' }>;
export type SessionPrincipal = (Person | Viewer) & { profile: Profile };

export const tenantOf = (person: Person): string | null => (person.kind === 'user' ? person.tenantId : null);

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

export function subjectOf(row: LivingRow): Holder {
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
    const profile = { email, language, timeZone, tenant: null, onOwnHost: false, viewUntil: null };
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
  const profile = { email, language, timeZone, tenant, onOwnHost: row.own_host !== null };
  if (kind === 'viewer') {
    const { operator_name: name, view_until: viewUntil } = row;
    return { kind, id, name, tenantId: tenantId!, sessionId, profile: { ...profile, viewUntil } };
  }
  return {
    kind,
    id,
    name: `${row.first_name} ${row.last_name}`,
    tenantId: tenantId!,
    role: row.user_role,
    sessionId,
    mustChangePassword: row.must_change_password !== 0,
    profile: { ...profile, viewUntil: null },
  };
}
