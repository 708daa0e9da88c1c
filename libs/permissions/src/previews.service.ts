import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { bytesToId, idToBytes } from '@tenantry/kernel';
import { baseRoles, builtIn } from './built-in-roles';
import type { BaseRole } from './built-in-roles';
import { catalogue } from './catalogue';
import type { Mask } from './catalogue';
import { CompiledRights } from './compiled.service';
import { checkChanges } from './permissions.service';
import type { ValueChange } from './permissions.service';
import { maskOf } from './rights.service';
import { changed, grantedMask, storedMask, withChanges } from './tree';
import type { Differences, Layers } from './tree';

/** What a change will do, before it is saved. */
@Injectable()
export class Previews {
  constructor(
    private readonly database: Database,
    private readonly compiled: CompiledRights,
  ) {}

  /** For one tenant: which of its values change, what that comes to, and for how many people of which role. */
  async ofTenant(tenantId: string, changes: ValueChange[]) {
    checkChanges(changes);
    const { version, layers, granted, roles } = await this.compiled.now(tenantId);
    const licensed = await this.compiled.licensedMask();
    const next: Layers = { ...layers, own: withChanges(layers.own, changes) };
    const [before, after] = [granted & licensed, grantedMask(catalogue, next) & licensed];
    const people = await this.people(tenantId);
    const rows = [
      ...baseRoles.map((base) => ({ role: base as string, name: base as string, mask: builtIn[base] })),
      ...[...roles.values()].map((own) => ({
        role: own.id,
        name: own.name,
        mask: maskOf({ base: own.base, own }),
      })),
    ].map(({ role, name, mask }) => ({
      role,
      name,
      users: people.get(role) ?? 0,
      features: changed(catalogue, before & mask, after & mask),
    }));
    const touched = rows.filter(({ features }) => features.length > 0);
    return {
      version,
      values: changed(catalogue, storedMask(catalogue, layers), storedMask(catalogue, next)),
      features: changed(catalogue, before, after),
      roles: touched,
      users: touched.reduce((sum, { users }) => sum + users, 0),
    };
  }

  /** For the platform's profile: the same for a new tenant, and how many tenants of today are touched. */
  async ofProfile(version: number, changes: ValueChange[]) {
    checkChanges(changes);
    const profile = await this.compiled.profile();
    const next = withChanges(profile, changes);
    const licensed = await this.compiled.licensedMask();
    const fresh = (differences: Differences): Layers => layersOf(catalogue.version, differences);
    const [before, after] = [profile, next].map((one) => grantedMask(catalogue, fresh(one)) & licensed) as [
      Mask,
      Mask,
    ];
    const { tenants, counts } = await this.touched(profile, next, changes, licensed);
    return {
      version,
      values: changed(catalogue, storedMask(catalogue, fresh(profile)), storedMask(catalogue, fresh(next))),
      features: changed(catalogue, before, after).map((feature) => ({
        ...feature,
        tenants: counts.get(feature.key) ?? 0,
      })),
      roles: baseRoles
        .map((role) => ({
          role,
          name: role,
          features: changed(catalogue, before & builtIn[role], after & builtIn[role]),
        }))
        .filter(({ features }) => features.length > 0),
      tenants,
    };
  }

  /**
   * Tenants that agree in everything these changes can meet are decided as one: only how many there are of each kind
   * is read, never the tenants themselves.
   */
  private async touched(profile: Differences, next: Differences, changes: ValueChange[], licensed: Mask) {
    const counts = new Map<string, number>();
    let tenants = 0;
    for (const { bornWith, own, count } of await this.kinds(scopeOf(changes))) {
      const [before, after] = [profile, next].map(
        (one) => grantedMask(catalogue, layersOf(bornWith, one, own)) & licensed,
      ) as [Mask, Mask];
      if (before === after) continue;
      tenants += count;
      for (const { key } of changed(catalogue, before, after))
        counts.set(key, (counts.get(key) ?? 0) + count);
    }
    return { tenants, counts };
  }

  /** A tenant's values of these features are one number, three to a place: none, off, on. */
  private async kinds(scope: string[]) {
    const places = scope.map((_, place) => String(3n ** BigInt(place)));
    const differing = await this.database.query<{ own: string; born: number; count: string }[]>(
      `SELECT d.own, COALESCE(p.catalogue_version, 1) AS born, COUNT(*) AS count FROM (
         SELECT tenant_id, SUM((1 + value) * CAST(ELT(FIELD(feature, ?), ?) AS DECIMAL(50, 0))) AS own
         FROM tenant_features WHERE feature IN (?) AND value IS NOT NULL GROUP BY tenant_id) d
       LEFT JOIN tenant_permissions p ON p.tenant_id = d.tenant_id
       GROUP BY d.own, born`,
      [scope, places, scope],
    );
    const all = await this.database.query<{ born: number; count: string }[]>(
      `SELECT COALESCE(p.catalogue_version, 1) AS born, COUNT(*) AS count FROM tenants t
       LEFT JOIN tenant_permissions p ON p.tenant_id = t.id GROUP BY born`,
    );
    const kinds = differing.map(({ own, born, count }) => ({
      bornWith: born,
      count: Number(count),
      own: valuesIn(BigInt(own), scope),
    }));
    const alike = all.map(({ born, count }) => ({
      bornWith: born,
      count: Number(count) - kinds.reduce((sum, kind) => sum + (kind.bornWith === born ? kind.count : 0), 0),
      own: new Map<string, boolean>(),
    }));
    return [...kinds, ...alike].filter(({ count }) => count > 0);
  }

  /** By role, or by id of the own role; those who can sign in no more aside. */
  private async people(tenantId: string): Promise<Map<string, number>> {
    const rows = await this.database.query<{ role: BaseRole; role_id: Buffer | null; count: string }[]>(
      `SELECT u.role, r.role_id, COUNT(*) AS count FROM users u LEFT JOIN user_roles r ON r.user_id = u.id
       WHERE u.tenant_id = ? AND u.state <> 'disabled' GROUP BY u.role, r.role_id`,
      [idToBytes(tenantId)],
    );
    const people = new Map<string, number>();
    for (const { role, role_id, count } of rows) {
      const name = role_id ? bytesToId(role_id) : role;
      people.set(name, (people.get(name) ?? 0) + Number(count));
    }
    return people;
  }
}

const layersOf = (bornWith: number, profile: Differences, own: Differences = new Map()): Layers => ({
  bornWith,
  profile,
  own,
});

/** What decides about the changed features, and what they decide about: themselves, all above, all below. */
function scopeOf(changes: readonly ValueChange[]): string[] {
  const named = new Set(changes.map(({ key }) => key));
  const above = new Set([...named].flatMap((key) => catalogue.above(key).map((parent) => parent.key)));
  return catalogue.features
    .map(({ key }) => key)
    .filter(
      (key) =>
        named.has(key) || above.has(key) || catalogue.above(key).some((parent) => named.has(parent.key)),
    );
}

function valuesIn(code: bigint, scope: string[]): Differences {
  const values = new Map<string, boolean>();
  for (const key of scope) {
    if (code % 3n !== 0n) values.set(key, code % 3n === 2n);
    code /= 3n;
  }
  return values;
}
