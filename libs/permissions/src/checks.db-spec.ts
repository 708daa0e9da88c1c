import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@tenantry/kernel';
import { key, operator, user, World } from '../test/world';
import type { Process } from '../test/world';

let world: World;
let one: Process;
let two: Process;
let tenantId: string;
let slug: string;
let other: string;

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
  two = await world.process();
});
afterAll(() => world?.end());
beforeEach(async () => {
  ({ id: tenantId, slug } = await world.tenant(one));
  other = await world.old(one);
});

const service = async (process = one) => process.as(key(null, [tenantId]));
const check = async (checks: { tenant?: string; feature: string; role?: string; user?: string }[]) =>
  (await (await service()).permissions.check({ checks })).results;
const turn = async (feature: string, value: boolean | null, version = 0) =>
  (await one.as(operator())).permissions.change({ tenantId, version, changes: [{ key: feature, value }] });

describe('permissions.check', () => {
  it('answers many questions in order: for the tenant, a role, a person', async () => {
    const agent = await world.userOf(one, tenantId);
    const { id: role } = await (
      await one.as(user(tenantId))
    ).permissions.addRole({ base: 'agent', name: 'Desk', features: ['log.operation'] });
    const feature = 'contact.view';
    const about = { tenant: tenantId, feature };
    expect(
      await check([
        about,
        { tenant: slug, feature },
        { ...about, feature: 'channel.skype_business' },
        { ...about, role: 'agent' },
        { ...about, feature: 'agent.manage', role: 'agent' },
        { ...about, role },
        { ...about, feature: 'log.operation', role },
        { ...about, user: agent.id },
        { ...about, feature: 'agent.manage', user: agent.id },
      ]),
    ).toEqual([true, true, false, true, false, false, true, true, false]);
  });

  it('says no to what it does not know and to what is not the key’s business, without telling them apart', async () => {
    const feature = 'contact.view';
    const theirs = await world.userOf(one, other);
    const gone = await world.userOf(one, tenantId, 'agent', 'disabled');
    expect(
      await check([
        { tenant: tenantId, feature: 'no.such' },
        { tenant: other, feature },
        { tenant: newId(), feature },
        { tenant: 'no-such-slug', feature },
        { tenant: 'NO SLUG', feature },
        { tenant: tenantId, feature, role: 'boss' },
        { tenant: tenantId, feature, user: newId() },
        { tenant: tenantId, feature, user: theirs.id },
        { tenant: tenantId, feature, user: gone.id },
      ]),
    ).toEqual(Array(9).fill(false));
  });

  it('lets a tenant’s key leave out the tenant, and no other', async () => {
    const own = await one.as(key(tenantId));
    expect((await own.permissions.check({ checks: [{ feature: 'log' }] })).results).toEqual([true]);
    expect((await own.permissions.check({ checks: [{ tenant: other, feature: 'log' }] })).results).toEqual([
      false,
    ]);
    await expect(check([{ feature: 'log' }])).rejects.toMatchObject({
      cause: { details: { code: 'required' } },
    });
  });

  it('says no to everything of a disabled tenant', async () => {
    expect(await check([{ tenant: slug, feature: 'log' }])).toEqual([true]);
    await one.database.transaction(async () => {
      await one.tenants.disable(tenantId, undefined, one.who());
      await one.changes.append('tenants', tenantId);
    });
    expect(await check([{ tenant: slug, feature: 'log' }])).toEqual([false]);
  });

  it('costs no statement once the tenants are known', async () => {
    const checks = [
      { tenant: slug, feature: 'log' },
      { tenant: tenantId, feature: 'contact.view', role: 'agent' },
    ];
    await check(checks);
    const before = one.statements;
    await check(checks);
    expect(one.statements - before).toBe(0);
  });
});

describe('a service’s own memory', () => {
  it('is kept true by the version of what it was given and by what changed after it', async () => {
    const at = async () => (await (await service(two)).permissions.effective({ tenant: slug })).version;
    const given = await (await service(two)).permissions.effective({ tenant: slug });
    expect(given).toMatchObject({ tenant: tenantId, version: await at() });
    expect(given.features).toContain('log.export');
    expect(given.roles.map(({ role }) => role)).toEqual(['admin', 'supervisor', 'agent', 'member']);

    await turn('log.export', false);
    const { version, changes, reset } = await (await service(two)).changes.since({ version: given.version });
    expect(reset).toBe(false);
    expect(changes).toEqual([{ version, topic: 'permissions', tenant: tenantId }]);
    await two.changes.poll();
    const anew = await (await service(two)).permissions.effective({ tenant: tenantId });
    expect(anew.features).not.toContain('log.export');
    expect(anew.version).toBe(version);
  });

  it('hears of no other tenant, and of all that concerns everybody', async () => {
    const { version: from } = await (await service()).changes.since({ version: 0 });
    await one.database.transaction(async () => {
      await one.changes.append('permissions', other);
      await one.changes.append('licence', null);
    });
    const { version, changes } = await (await service()).changes.since({ version: from });
    expect(changes).toEqual([{ version, topic: 'licence', tenant: null }]);
  });

  it('cannot be asked for without the scope, nor for another tenant', async () => {
    const bare = await one.as({ ...key(tenantId), scopes: new Set(['conversations:write']) } as never);
    await expect(bare.permissions.effective({})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(bare.changes.since({ version: 0 })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const reader = await one.as({ ...key(tenantId), scopes: new Set(['capabilities:read']) } as never);
    await expect(reader.permissions.effective({})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await reader.changes.since({ version: 0 })).toHaveProperty('version');
    const own = await one.as(key(tenantId));
    await expect(own.permissions.effective({ tenant: other })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(own.permissions.effective({ tenant: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
