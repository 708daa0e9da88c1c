import { Module } from '@nestjs/common';
import { AccountsModule } from '@tenantry/accounts';
import { Installation, Instance } from '@tenantry/accounts/test';
import { Changes, ChangesModule, ChangesRouter } from '@tenantry/changes';
import { Database, scratchSchema } from '@tenantry/database';
import { idToBytes, newId } from '@tenantry/kernel';
import { router } from '@tenantry/trpc';
import type { Context, Principal } from '@tenantry/trpc';
import { Permissions, PermissionsModule, PermissionsRouter, Rights, RolesRouter } from '../src';
import type { BaseRole } from '../src/built-in-roles';

@Module({ imports: [AccountsModule, PermissionsModule, ChangesModule] })
class TogetherModule {}

/** One API process; it hears of what others change when it is told to poll. */
export class Process extends Instance {
  readonly permissions = this.module.get(Permissions, { strict: false });
  readonly rights = this.module.get(Rights, { strict: false });
  readonly changes = this.module.get(Changes, { strict: false });
  readonly database = this.module.get(Database, { strict: false });

  async as(principal: Principal) {
    const get = <T>(type: abstract new (...services: never[]) => T) =>
      this.module.get<T>(type as never, { strict: false });
    const permits = async (feature: string) =>
      principal.kind === 'user' ? this.rights.refusalOf(principal, feature) : null;
    const context: Context = await this.context({ principal, permits });
    const permissions = { ...get(PermissionsRouter).routes(), ...get(RolesRouter).routes() };
    const changes = router(get(ChangesRouter).routes());
    return router({ permissions: router(permissions), changes }).createCaller(context);
  }
}

export class World extends Installation<Process> {
  static async make(): Promise<World> {
    const scratch = await scratchSchema([], { poolSize: 2 });
    return new World(scratch, TogetherModule, (module) => new Process(module));
  }

  /** A tenant from before there were permissions. */
  async old(one: Process): Promise<string> {
    return (await this.tenant(one)).id;
  }

  /** One that begins with what was chosen for it. */
  async begun(one: Process, chosen: Record<string, boolean> = {}): Promise<string> {
    const id = await this.old(one);
    await one.database.transaction(() => one.permissions.begin(id, chosen, one.who()));
    return id;
  }

  async userOf(one: Process, tenantId: string, role: BaseRole = 'agent', state = 'active') {
    const { id } = await this.user(one, { id: tenantId, host: 'cx.localhost' }, role);
    await this.query('UPDATE users SET state = ? WHERE id = ?', [state, idToBytes(id)]);
    return user(tenantId, role, id);
  }
}

export const operator = (role: 'admin' | 'support' | 'auditor' = 'admin'): Principal => ({
  kind: 'operator',
  id: newId(),
  name: 'Olga',
  role,
  sessionId: newId(),
});

export const user = (tenantId: string, role: BaseRole = 'admin', id = newId()) => ({
  kind: 'user' as const,
  id,
  name: 'Uma',
  tenantId,
  role,
  sessionId: newId(),
  mustChangePassword: false,
});

/** Of one tenant, or of the platform for these. */
export const key = (tenantId: string | null, covered: string[] = []): Principal => ({
  kind: 'key',
  id: newId(),
  name: 'chat',
  scopes: new Set(['permissions:read']),
  tenantId,
  covers: (id) => (tenantId === null ? covered.includes(id) : id === tenantId),
});
