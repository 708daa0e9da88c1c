import { Injectable } from '@nestjs/common';
import { Changes } from '@tenantry/changes';
import { Database, isDuplicate } from '@tenantry/database';
import { DomainError, identityKey, idToBytes, invalid, nameOf, newId, notFound } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Tenants } from '@tenantry/tenants';
import { baseRoles, builtIn, isBaseRole } from './built-in-roles';
import type { BaseRole } from './built-in-roles';
import { catalogue } from './catalogue';
import { CompiledRights } from './compiled.service';
import { TenantRole } from './permission.entity';

const ROLES_AT_MOST = 50;

export interface RoleInput {
  name: string;
  features: string[];
}

/** A tenant's own roles: a built-in one, and what of it is allowed. */
@Injectable()
export class TenantRoles {
  constructor(
    private readonly database: Database,
    private readonly changes: Changes,
    private readonly tenants: Tenants,
    private readonly compiled: CompiledRights,
  ) {}

  async list(tenantId: string) {
    const { roles, assigned } = await this.compiled.now(tenantId);
    const users = Map.groupBy(assigned.values(), (roleId) => roleId);
    return {
      builtIn: baseRoles.map((role) => ({ role, features: catalogue.keysIn(builtIn[role]) })),
      own: [...roles.values()].map(({ mask, ...role }) => ({
        ...role,
        features: catalogue.keysIn(mask),
        users: users.get(role.id)?.length ?? 0,
      })),
    };
  }

  add(tenantId: string, base: BaseRole, input: RoleInput, who: Who): Promise<{ id: string }> {
    const { name, nameKey } = named(input.name);
    const features = featuresWithin(base, input.features);
    return this.database.transaction(async () => {
      // All who add to this tenant wait here, so that none is one too many.
      await this.tenants.lock(tenantId);
      const { manager } = this.database;
      if ((await manager.countBy(TenantRole, { tenantId })) >= ROLES_AT_MOST)
        throw new DomainError('limit', `A tenant has at most ${ROLES_AT_MOST} roles of its own.`, {
          code: 'too_many_roles',
          limit: ROLES_AT_MOST,
        });
      const id = newId();
      await unlessTaken(() =>
        manager.insert(TenantRole, { id, tenantId, name, nameKey, base, features: features.join(' ') }),
      );
      await this.recorded(who, tenantId, 'role.added', { id, name }, { after: { name, base, features } });
      return { id };
    });
  }

  /** What it is based on stays: people were given it for that. */
  edit(tenantId: string, roleId: string, version: number, input: RoleInput, who: Who) {
    const { name, nameKey } = named(input.name);
    return this.database.transaction(async () => {
      const role = await this.locked(tenantId, roleId);
      await this.refuseOwn(roleId, who);
      if (role.version !== version)
        throw new DomainError('conflict', 'Somebody else changed this role meanwhile. Look at it again.', {
          code: 'role_changed',
          version: role.version,
          name: role.name,
          features: role.features.split(' '),
        });
      const features = featuresWithin(role.base, input.features);
      const next = version + 1;
      await unlessTaken(() =>
        this.database.manager.update(
          TenantRole,
          { id: roleId, tenantId },
          { name, nameKey, features: features.join(' '), version: next },
        ),
      );
      const states = {
        before: { name: role.name, features: role.features.split(' ') },
        after: { name, features },
      };
      await this.recorded(who, tenantId, 'role.changed', { id: roleId, name }, states);
      return { version: next };
    });
  }

  remove(tenantId: string, roleId: string, who: Who): Promise<void> {
    return this.database.transaction(async () => {
      const role = await this.locked(tenantId, roleId);
      const [{ users }] = await this.database.manager.query<[{ users: string }]>(
        'SELECT COUNT(*) AS users FROM user_roles WHERE role_id = ?',
        [idToBytes(roleId)],
      );
      if (Number(users) > 0)
        throw new DomainError('conflict', 'People have this role. Give them another one first.', {
          code: 'role_in_use',
          users: Number(users),
        });
      await this.database.manager.delete(TenantRole, { id: roleId, tenantId });
      const { name, base, features } = role;
      const states = { before: { name, base, features: features.split(' ') } };
      await this.recorded(who, tenantId, 'role.removed', { id: roleId, name }, states);
    });
  }

  /** Until the running transaction ends. */
  async locked(
    tenantId: string,
    id: string,
    mode: 'pessimistic_read' | 'pessimistic_write' = 'pessimistic_write',
  ) {
    const role = await this.database.manager.findOne(TenantRole, { where: { id, tenantId }, lock: { mode } });
    if (!role) throw notFound('role');
    return role;
  }

  /** The role's row is held, so nobody is given it meanwhile. */
  private async refuseOwn(roleId: string, { actor }: Who): Promise<void> {
    if (actor.kind !== 'user' || actor.id === null) return;
    const own: unknown[] = await this.database.manager.query(
      'SELECT 1 FROM user_roles WHERE user_id = ? AND role_id = ?',
      [actor.id, roleId].map(idToBytes),
    );
    if (own.length > 0) throw ownRole();
  }

  /** The log row, and then the change: nothing may come after it. */
  private async recorded(
    who: Who,
    tenantId: string,
    action: string,
    { id, name }: { id: string; name: string },
    states: { before?: Record<string, unknown>; after?: Record<string, unknown> },
  ): Promise<void> {
    await who.record({ tenantId, type: 'permission', action, target: { kind: 'role', id, name }, ...states });
    await this.changes.append('permissions', tenantId);
  }
}

function named(text: string) {
  const name = nameOf(text, 'name', 100);
  // Compatibility forms can be longer than what was typed.
  const nameKey = identityKey(name).slice(0, 100);
  if (isBaseRole(nameKey)) throw taken();
  return { name, nameKey };
}

/** With what the chosen ones need above them. */
function featuresWithin(base: BaseRole, keys: string[]): string[] {
  for (const [index, key] of keys.entries()) {
    const feature = catalogue.find(key);
    if (!feature) throw invalid(`features.${index}`, `There is no feature ${key}.`, 'feature_unknown');
    if ((feature.bit & builtIn[base]) === 0n)
      throw invalid(
        `features.${index}`,
        `${key} is more than the role ${base} allows.`,
        'feature_beyond_base',
      );
  }
  return catalogue.keysIn(catalogue.withParents(catalogue.maskOf(keys)));
}

/** Whoever could change the own role could let themselves in, or shut the last admin out. */
export const ownRole = () =>
  new DomainError('forbidden', 'Somebody else has to change your role.', { code: 'own_role' });

const taken = () =>
  new DomainError('conflict', 'There is a role of this name.', { field: 'name', code: 'role_name_taken' });

async function unlessTaken(write: () => Promise<unknown>): Promise<void> {
  await write().catch((error: unknown) => {
    throw isDuplicate(error) ? taken() : error;
  });
}
