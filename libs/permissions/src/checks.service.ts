import { Injectable } from '@nestjs/common';
import { Changes } from '@tenantry/changes';
import { Database } from '@tenantry/database';
import { bytesToId, DomainError, idToBytes, notFound } from '@tenantry/kernel';
import { TenantRefs } from '@tenantry/tenants';
import type { Principal } from '@tenantry/trpc';
import type { BaseRole } from './built-in-roles';
import { Rights } from './rights.service';

export interface Check {
  /** Id or slug; a tenant's own key may leave it out. */
  tenant?: string;
  feature: string;
  /** A built-in role's name or the id of one of the tenant's own. */
  role?: string;
  user?: string;
}

type Key = Extract<Principal, { kind: 'key' }>;
interface Person {
  id: string;
  tenantId: string;
  role: BaseRole;
  state: 'invited' | 'active' | 'disabled';
}

/** What product services ask. Whatever is not known, or not the key's business, is not allowed. */
@Injectable()
export class Checks {
  constructor(
    private readonly database: Database,
    private readonly changes: Changes,
    private readonly rights: Rights,
    private readonly refs: TenantRefs,
  ) {}

  async many(checks: Check[], key: Key): Promise<{ version: number; results: boolean[] }> {
    const version = await this.version();
    const people = await this.people(checks.flatMap(({ user }) => user ?? []));
    const results: boolean[] = [];
    for (const check of checks) results.push(await this.one(check, key, people));
    return { version, results };
  }

  async effective(ref: string | undefined, key: Key) {
    const version = await this.version();
    const tenantId = await this.refs.of(ref, key);
    if (tenantId === null) throw notFound('tenant');
    return { version, tenant: tenantId, ...(await this.rights.effective(tenantId)) };
  }

  /** What is answered after this is at least as new. */
  private async version(): Promise<number> {
    await this.changes.freshen();
    return this.changes.version;
  }

  private async one(check: Check, key: Key, people: Map<string, Person>): Promise<boolean> {
    const tenantId = await this.refs.of(check.tenant, key);
    if (tenantId === null) return false;
    try {
      if (check.user !== undefined) {
        const person = people.get(check.user);
        if (person?.tenantId !== tenantId || person.state === 'disabled') return false;
        return await this.rights.may(tenantId, check.feature, await this.rights.roleOfUser(tenantId, person));
      }
      if (check.role === undefined) return await this.rights.may(tenantId, check.feature);
      const role = await this.rights.role(tenantId, check.role);
      return role !== null && (await this.rights.may(tenantId, check.feature, role));
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  /** As they are now: that somebody has left or risen is told to no memory. */
  private async people(ids: string[]): Promise<Map<string, Person>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<
      { id: Buffer; tenant_id: Buffer; role: BaseRole; state: Person['state'] }[]
    >('SELECT id, tenant_id, role, state FROM users WHERE id IN (?)', [[...new Set(ids)].map(idToBytes)]);
    return new Map(
      rows.map(({ id, tenant_id, role, state }) => [
        bytesToId(id),
        { id: bytesToId(id), tenantId: bytesToId(tenant_id), role, state },
      ]),
    );
  }
}

const isMissing = (error: unknown) => error instanceof DomainError && error.kind === 'not_found';
