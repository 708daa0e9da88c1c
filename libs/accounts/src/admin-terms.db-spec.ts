import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { bytesToId } from '@tenantry/kernel';
import { tenantsOf } from '@tenantry/search';
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

const finds = async (word: string) =>
  (await tenantsOf(world.scratch.database, word, 10))!.map(bytesToId).includes(tenant.id);

it('finds a tenant by its name, its host and the addresses of those who are its admins now', async () => {
  for (const word of ['acme', tenant.slug, tenant.host, tenant.email]) expect(await finds(word)).toBe(true);
  const operator = await world.operator(one);
  const { users } = await one.call(operator);
  const other = await world.user(one, tenant, 'agent');
  expect(await finds(other.email)).toBe(false);
  await users.setRole({ tenantId: tenant.id, userId: other.id, role: 'admin' });
  expect(await finds(other.email)).toBe(true);
  await users.setRole({ tenantId: tenant.id, userId: other.id, role: 'member' });
  expect(await finds(other.email)).toBe(false);
  await users.setRole({ tenantId: tenant.id, userId: other.id, role: 'admin' });
  await users.remove({ tenantId: tenant.id, userId: other.id });
  expect(await finds(other.email)).toBe(false);
  expect(await finds(tenant.email)).toBe(true);
});
