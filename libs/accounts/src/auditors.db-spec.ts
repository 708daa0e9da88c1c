import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LogsRouter } from '@tenantry/logs';
import { TenantsRouter } from '@tenantry/tenants';
import { router } from '@tenantry/trpc';
import { faultOf } from '../test/process';
import type { Process } from '../test/process';
import { World } from '../test/world';

let world: World;
let one: Process;
let tenant: Awaited<ReturnType<World['settled']>>;

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
  tenant = await world.settled(one);
});
afterAll(() => world?.end());

const reading = async (as: { accessToken: string; host: string }) => {
  const get = <T>(type: new (...services: never[]) => T): T => one.module.get(type, { strict: false });
  const routes = {
    log: router(get(LogsRouter).routes()),
    tenants: router(get(TenantsRouter).routes()),
  };
  return router(routes).createCaller(await one.context(as));
};
const refused = 'forbidden not_allowed';

describe('an auditor', () => {
  it('reads every tenant’s log and the platform’s, and nothing else', async () => {
    const auditor = await world.operator(one, 'auditor');
    const { log, tenants } = await reading(auditor);
    const [row] = (await log.list({ tenantId: tenant.id })).items;
    expect(await log.byId({ tenantId: tenant.id, id: row!.id })).toEqual(row);
    const [own] = (await log.platform({ type: 'user' })).items;
    expect(own).toMatchObject({ action: 'operator.created', target: { id: auditor.id } });
    expect(await log.platformById({ id: own!.id })).toEqual(own);
    expect(await faultOf(tenants.byId({ tenantId: tenant.id }))).toBe(refused);
    const { operators, users } = await one.call(auditor);
    expect(await faultOf(operators.list({}))).toBe(refused);
    expect(await faultOf(users.list({ tenantId: tenant.id }))).toBe(refused);
  });

  it('sees each row in one log only', async () => {
    const { log } = await reading(await world.operator(one, 'auditor'));
    const platform = (await log.platform({ limit: 200 })).items.map(({ id }) => id);
    const tenants = (await log.list({ tenantId: tenant.id, limit: 200 })).items.map(({ id }) => id);
    expect(platform.filter((id) => tenants.includes(id))).toEqual([]);
    expect(await faultOf(log.platformById({ id: tenants[0]! }))).toContain('not_found');
    expect(await faultOf(log.byId({ tenantId: tenant.id, id: platform[0]! }))).toContain('not_found');
  });
});

it('keeps the platform’s log from a tenant’s admin', async () => {
  const admin = await world.user(one, tenant, 'admin');
  const { log } = await reading(admin);
  expect(await faultOf(log.platform({}))).toBe(refused);
  expect(await faultOf(log.list({}))).toBe('none');
});
