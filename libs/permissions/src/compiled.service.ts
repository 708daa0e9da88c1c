import { Injectable } from '@nestjs/common';
import { Changes } from '@tenantry/changes';
import type { Memory } from '@tenantry/changes';
import { Database } from '@tenantry/database';
import { bytesToId, idToBytes, notFound } from '@tenantry/kernel';
import { Licence } from '@tenantry/licence';
import { builtIn } from './built-in-roles';
import type { BaseRole } from './built-in-roles';
import { catalogue } from './catalogue';
import type { Mask } from './catalogue';
import { grantedMask, licensedMask } from './tree';
import type { Differences, Layers } from './tree';

/** Tenants in memory at the same time; each takes a few hundred bytes, its own roles aside. */
const TENANTS_AT_MOST = 20_000;

export interface OwnRole {
  id: string;
  name: string;
  base: BaseRole;
  version: number;
  /** Never more than its base. */
  mask: Mask;
}

/** All that decides what a tenant's people may do, but for the licence. */
export interface Compiled {
  enabled: boolean;
  version: number;
  layers: Layers;
  granted: Mask;
  roles: ReadonlyMap<string, OwnRole>;
  /** User to own role, of those who have one. */
  assigned: ReadonlyMap<string, string>;
}

@Injectable()
export class CompiledRights {
  private readonly tenants: Memory<Compiled>;
  private readonly profiles: Memory<Differences>;
  private readonly licences: Memory<Mask>;

  constructor(
    private readonly database: Database,
    private readonly licence: Licence,
    changes: Changes,
  ) {
    this.tenants = changes.memory({
      topics: ['permissions', 'tenants'],
      atMost: TENANTS_AT_MOST,
      load: async (tenantId) => this.load(tenantId, await this.profiles.of('profile')),
    });
    this.profiles = changes.memory({ topics: ['permissions'], atMost: 1, load: () => this.profile() });
    this.licences = changes.memory({
      topics: ['licence'],
      atMost: 1,
      load: async () => licensedMask(catalogue, (await this.licence.inForce()).features),
    });
  }

  /** From memory. */
  of(tenantId: string): Promise<Compiled> {
    return this.tenants.of(tenantId);
  }

  /** The same when it is there already, without a wait; with what the licence grants. */
  known(tenantId: string): [Compiled, Mask] | undefined {
    const tenant = this.tenants.peek(tenantId);
    const licensed = this.licences.peek('in force');
    return tenant === undefined || licensed === undefined ? undefined : [tenant, licensed];
  }

  /** As it is now, and not kept: for editors. */
  async now(tenantId: string): Promise<Compiled> {
    return this.load(tenantId, await this.profile());
  }

  /** What the platform's profile says differently from the catalogue. */
  async profile(): Promise<Differences> {
    const rows = await this.database.query<{ feature: string; value: number }[]>(
      'SELECT feature, value FROM permission_defaults WHERE value IS NOT NULL',
    );
    return differencesIn(rows);
  }

  licensedMask(): Promise<Mask> {
    return this.licences.of('in force');
  }

  private async load(tenantId: string, profile: Differences): Promise<Compiled> {
    const id = idToBytes(tenantId);
    const [row] = await this.database.query<
      { state: string; catalogue_version: number | null; version: number | null }[]
    >(
      `SELECT t.state, p.catalogue_version, p.version FROM tenants t
       LEFT JOIN tenant_permissions p ON p.tenant_id = t.id WHERE t.id = ?`,
      [id],
    );
    if (!row) throw notFound('tenant');
    const differences = await this.database.query<{ feature: string; value: number }[]>(
      'SELECT feature, value FROM tenant_features WHERE tenant_id = ? AND value IS NOT NULL',
      [id],
    );
    const layers = { bornWith: row.catalogue_version ?? 1, profile, own: differencesIn(differences) };
    const roles = await this.roles(id);
    return {
      enabled: row.state === 'enabled',
      version: row.version ?? 0,
      layers,
      granted: grantedMask(catalogue, layers),
      roles: new Map(roles.map((role) => [role.id, role])),
      assigned: roles.length === 0 ? none : await this.assigned(id),
    };
  }

  private async roles(tenantId: Buffer): Promise<OwnRole[]> {
    const rows = await this.database.query<
      { id: Buffer; name: string; base: BaseRole; version: number; features: string }[]
    >('SELECT id, name, base, version, features FROM tenant_roles WHERE tenant_id = ? ORDER BY id', [
      tenantId,
    ]);
    return rows.map(({ id, name, base, version, features }) => {
      const mask = catalogue.rooted(catalogue.maskOf(features.split(' ')) & builtIn[base]);
      return { id: bytesToId(id), name, base, version, mask };
    });
  }

  private async assigned(tenantId: Buffer): Promise<Map<string, string>> {
    const rows = await this.database.query<{ user_id: Buffer; role_id: Buffer }[]>(
      'SELECT user_id, role_id FROM user_roles WHERE tenant_id = ?',
      [tenantId],
    );
    return new Map(rows.map(({ user_id, role_id }) => [bytesToId(user_id), bytesToId(role_id)]));
  }
}

const none: ReadonlyMap<string, string> = new Map();

/** A feature that this program does not know any more decides nothing. */
const differencesIn = (rows: { feature: string; value: number }[]): Differences =>
  new Map(rows.filter(({ feature }) => catalogue.find(feature)).map((row) => [row.feature, row.value === 1]));
