import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Database } from '@tenantry/database';
import { DAY } from '@tenantry/kernel';
import { clock, faultOf, World } from '../test';
import { Allocations } from './allocations.service';
import { Boosts } from './boosts.service';
import type { CapabilityKey } from './catalogue';
import { Defaults } from './defaults.service';
import type { DefaultChange } from './defaults.service';
import { OwnLimits } from './own-limits.service';
import { States } from './states.service';

let world: World;
let tenants: string[];

const tenant = (timeZone?: string) => world.tenant(timeZone);
const own = (tenantId: string, key: CapabilityKey, quantity: number | null) =>
  world.get(OwnLimits).change(tenantId, [{ key, quantity }], undefined, world.by());
/** Makes the row, so that it can hold a use. */
const using = async (tenantId: string, key: CapabilityKey, used: number, period?: string) => {
  await world.get(Database).transaction(() => world.get(States).lock([{ tenantId, key }]));
  await world.use(tenantId, key, used, period ?? null);
};
const change = (...changes: DefaultChange[]) => world.get(Defaults).change(changes, world.by());
const preview = (...changes: DefaultChange[]) => world.get(Defaults).preview(changes);
const sound = async () => expect(await world.get(Allocations).reconcile(false)).toEqual([]);

beforeAll(async () => {
  world = await World.make();
});
afterAll(() => world?.end());
beforeEach(async () => {
  tenants = [await tenant(), await tenant(), await tenant()];
});
afterEach(async () => {
  await sound();
  for (const tenantId of tenants) await world.purge(tenantId);
  expect(await world.allocated()).toEqual({
    agents: 0,
    ai_agents: 0,
    ai_tenants: 0,
    tenants: 0,
    workflow_triggers: 0,
  });
  await change(
    { key: 'agents', quantity: 5 },
    { key: 'ai_agents', quantity: 0 },
    { key: 'widgets', quantity: 3 },
    { key: 'workflow_triggers', quantity: 0, free: 1_000 },
  );
});

describe('a change of the defaults', () => {
  it('reaches tenants with and without a row, and none that has a limit of its own', async () => {
    const [first, second] = tenants as [string, string];
    await using(first, 'agents', 1);
    await own(second, 'agents', 7);
    await change({ key: 'agents', quantity: 9 });
    expect(await world.allocated()).toMatchObject({ agents: 9 + 7 + 9 });
    expect((await world.row(first, 'agents')).allocated).toBe(9);
    await sound();
    await change({ key: 'agents', quantity: 2 });
    expect(await world.allocated()).toMatchObject({ agents: 2 + 7 + 2 });
  });

  it('leaves a boost what it holds', async () => {
    const boost = { startsAt: clock.now(), endsAt: new Date(clock.now().getTime() + DAY), reason: 'Season' };
    await world.get(Boosts).add(tenants[0]!, { ...boost, key: 'agents', quantity: 8 }, world.by());
    await change({ key: 'agents', quantity: 6 });
    expect(await world.allocated()).toMatchObject({ agents: 8 + 6 + 6 });
    await change({ key: 'agents', quantity: 10 });
    expect(await world.allocated()).toMatchObject({ agents: 30 });
  });

  it('gives every tenant AI agents only when there is room for all of them', async () => {
    await change({ key: 'ai_agents', quantity: 1 });
    expect(await world.allocated()).toMatchObject({ ai_agents: 3, ai_tenants: 3 });
    tenants.push(await tenant(), await tenant());
    expect(await faultOf(tenant())).toBe('limit pool_used_up');
    expect(await faultOf(change({ key: 'ai_agents', quantity: 5 }))).toBe('limit pool_used_up');
    await sound();
  });

  it('is done as a whole or, when a pool falls short, not at all', async () => {
    const both = change({ key: 'widgets', quantity: 4 }, { key: 'agents', quantity: 400 });
    expect(await faultOf(both)).toBe('limit pool_used_up');
    const list = await world.get(Defaults).list();
    expect(list.find(({ capability }) => capability === 'widgets')!.quantity).toBe(3);
    expect(await faultOf(change({ key: 'agents', quantity: null }))).toBe('limit unlimited_in_pool');
  });

  it('marks those that go over and unmarks those that no longer are', async () => {
    const [first, second] = tenants as [string, string];
    await using(first, 'widgets', 3);
    await using(second, 'widgets', 1);
    const since = clock.now().toISOString();
    await change({ key: 'widgets', quantity: 2 });
    clock.advance(1_000);
    await change({ key: 'widgets', quantity: 1 });
    expect((await world.row(first, 'widgets')).overSince).toBe(since);
    expect((await world.row(second, 'widgets')).overSince).toBeNull();
    await change({ key: 'widgets', quantity: null });
    expect((await world.row(first, 'widgets')).overSince).toBeNull();
  });

  it('looks at a flow’s use of this month alone, which is another in each zone', async () => {
    clock.instant = new Date('2026-11-30T20:00:00Z');
    tenants.push(await tenant('Pacific/Auckland'));
    const [london, , , auckland] = tenants as [string, string, string, string];
    await using(london, 'workflow_triggers', 900, '2026-11-01');
    await using(auckland, 'workflow_triggers', 900, '2026-11-01');
    const lower = { key: 'workflow_triggers' as const, quantity: 0, free: 500 };
    const { items } = await preview(lower);
    expect(items[0]!.over).toMatchObject({ count: 1, first: [{ tenantId: london, used: 900, limit: 500 }] });
    await change(lower);
    expect((await world.row(london, 'workflow_triggers')).overSince).not.toBeNull();
    expect((await world.row(auckland, 'workflow_triggers')).overSince).toBeNull();
  });

  it('is refused a free part where there is none', async () => {
    expect(await faultOf(change({ key: 'agents', quantity: 5, free: 1 }))).toBe('invalid no_free_part');
  });

  it('stands in the platform’s log, and every process hears of it', async () => {
    await change({ key: 'widgets', quantity: 4, mode: 'soft' });
    const [entry] = await world.logged(null);
    expect(entry).toEqual({
      action: 'capabilities.defaults_changed',
      before: { widgets: { quantity: 3, free: 0, mode: 'hard' } },
      after: { widgets: { quantity: 4, free: 0, mode: 'soft' } },
    });
    expect((await world.changes()).at(-1)).toMatchObject({ topic: 'capabilities', tenantId: null });
    await change({ key: 'widgets', quantity: 3, mode: 'hard' });
  });
});

describe('the dry run', () => {
  it('counts who would go over and names the first twenty', async () => {
    for (let more = 0; more < 20; more++) tenants.push(await tenant());
    for (const tenantId of tenants) await using(tenantId, 'widgets', 3);
    await own(tenants[0]!, 'widgets', 3);
    const { items, possible } = await preview({ key: 'widgets', quantity: 2 });
    expect(items).toMatchObject([{ key: 'widgets', before: { quantity: 3 }, after: { quantity: 2 } }]);
    expect(items[0]!.over.count).toBe(22);
    expect(items[0]!.over.first).toHaveLength(20);
    expect(items[0]!.over.first[0]).toMatchObject({ tenantId: tenants[1], used: 3, limit: 2 });
    expect(possible).toBe(true);
  });

  it('says which pools fall short and by how much, as making the change would', async () => {
    await own(tenants[0]!, 'agents', 10);
    await using(tenants[1]!, 'agents', 1);
    const wanted = { key: 'agents' as const, quantity: 600 };
    const { pools, possible } = await preview(wanted);
    const numbers = { delta: 1_190, size: 1_000, allocated: 20, free: 980, short: 210 };
    expect(pools).toEqual([{ pool: 'agents', ...numbers }]);
    expect(possible).toBe(false);
    expect(await faultOf(change(wanted))).toBe('limit pool_used_up');
    expect(await world.allocated()).toMatchObject({ agents: 20 });
  });
});

describe('changes of the defaults at once', () => {
  it('with each other, with new tenants and with limits of their own never exceed a pool', async () => {
    await Promise.all([world.process(), world.process()]);
    const faults = await Promise.all([
      faultOf(change({ key: 'agents', quantity: 200 })),
      faultOf(world.get(Defaults, 1).change([{ key: 'agents', quantity: 220 }], world.by(1))),
      ...tenants.map((tenantId, index) =>
        faultOf(
          world
            .get(OwnLimits, index)
            .change(tenantId, [{ key: 'agents', quantity: 300 + index }], undefined, world.by(index)),
        ),
      ),
      ...[0, 1, 2].map((index) =>
        faultOf(world.tenant(undefined, index).then((id) => void tenants.push(id))),
      ),
    ]);
    expect(new Set(faults)).toEqual(new Set(['none', 'limit pool_used_up']));
    expect((await world.allocated())['agents']).toBeLessThanOrEqual(1_000);
    await sound();
  });
});
