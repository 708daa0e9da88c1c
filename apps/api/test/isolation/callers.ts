import { idToBytes, newId, Platform } from '@tenantry/kernel';
import type { Principal } from '@tenantry/trpc';
import type { Tenant } from './tenant';
import type { World } from './world';

/** Somebody who has nothing to do with the victim. */
export interface Caller {
  name: string;
  principal: Principal;
  host: string;
  /** Whose things it may name. */
  home: Tenant;
  /** May name any tenant, but not one tenant's things as another's. */
  operator: boolean;
  /** On the host that all tenants share. */
  shared: boolean;
}

/** Every kind of actor: of the tenant `own`, and operators, who try things on a tenant to spare. */
export async function callersOf(world: World, own: Tenant, spare: Tenant): Promise<Caller[]> {
  const { platformHost, consoleHost } = world.get(Platform);
  const caller = (name: string, principal: Principal, more: Partial<Caller> = {}): Caller => ({
    name,
    principal,
    host: own.host,
    home: own,
    operator: false,
    shared: false,
    ...more,
  });
  const anonymous: Principal = { kind: 'anonymous' };
  const newcomer = await world.invitedOperator();
  const ids = new Map([
    ...spare.ids,
    ['operators.id', [newcomer.id]] as const,
    ['api_keys.id', [...spare.ids.get('api_keys.id')!, spare.platformKey]] as const,
    ['platform_log.id', await world.platformLog()] as const,
    ...(await founding(world)),
  ]);
  return [
    caller('nobody on the tenant’s host', anonymous),
    caller('nobody on the shared host', anonymous, { host: platformHost, shared: true }),
    ...Object.entries(own.users).map(([role, user]) => caller(`a user (${role})`, user)),
    caller('an operator who views the tenant', own.viewer),
    caller('a tenant’s key', own.keys.own),
    caller('a platform key for another tenant', own.keys.limited),
    ...(['auditor', 'support', 'admin'] as const).map((role) =>
      caller(`an operator (${role})`, world.operators[role], {
        host: consoleHost,
        home: {
          ...spare,
          password: world.operatorPassword,
          ids,
          names: { ...spare.names, token: [newcomer.token] },
        },
        operator: true,
      }),
    ),
  ];
}

/** What operators have in hand when they make tenants. */
async function founding(world: World): Promise<(readonly [string, string[]])[]> {
  const operator = world.as(world.operators.admin);
  const [drafts, templates]: [string[], string[]] = [[], []];
  for (let number = 0; number < 3; number++) {
    drafts.push((await operator.drafts.start({})).id);
    const from = { draftId: drafts[number]! };
    templates.push((await operator.templates.save({ name: `Template ${number}`, from })).id);
  }
  return [
    ['drafts.id', drafts] as const,
    ['tenant_templates.id', templates] as const,
    ['tombstones.id', [await tombstone(world)]] as const,
  ];
}

/** Of a tenant that nobody here has heard of. */
async function tombstone(world: World): Promise<string> {
  const [id, tenantId] = [newId(), newId()];
  const document = { version: 1, id, tenantId, deletedBy: null, mode: 'now', rows: {}, files: 0 };
  await world.query(
    'INSERT INTO tombstones (id, tenant_id, purged_at, document, mac) VALUES (?, ?, NOW(3), ?, ?)',
    [idToBytes(id), idToBytes(tenantId), JSON.stringify(document), Buffer.alloc(32)],
  );
  return id;
}
