import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Database } from '@tenantry/database';
import { DomainError } from '@tenantry/kernel';
import { clock, faultOf, World } from '../test';
import { Allocations } from './allocations.service';
import { LimitPreview } from './limit-preview.service';
import type { LimitChange } from './limit-changes';
import { UNLIMITED_SHARE } from './limits';
import { OwnLimits } from './own-limits.service';
import { States } from './states.service';

let world: World;
let tenantId: string;
let before: Record<string, number>;

const change = (...changes: LimitChange[]) =>
  world.get(OwnLimits).change(tenantId, changes, undefined, world.by());
const limitOf = async (key: LimitChange['key']) => {
  const [item] = await world.get(LimitPreview).of(tenantId, [{ key, quantity: 'default' }]);
  return item!.before;
};
const grown = async () => {
  const now = await world.allocated();
  return Object.fromEntries(
    Object.entries(now)
      .map(([pool, allocated]) => [pool, allocated - before[pool]!] as const)
      .filter(([, delta]) => delta !== 0),
  );
};

beforeAll(async () => {
  world = await World.make();
});
afterAll(() => world?.end());
beforeEach(async () => {
  tenantId = await world.tenant();
  before = await world.allocated();
});

describe('a tenant’s own limit', () => {
  it('replaces the default, may be none or unlimited, and goes back to the default', async () => {
    expect(await limitOf('widgets')).toMatchObject({ limit: 3, source: 'default' });
    for (const [quantity, limit, source] of [
      [8, 8, 'own'],
      [0, 0, 'own'],
      [null, null, 'own'],
      ['default', 3, 'default'],
    ] as const) {
      await change({ key: 'widgets', quantity });
      expect(await limitOf('widgets')).toMatchObject({ limit, source });
    }
  });

  it('has a mode of its own when told so, kept until told otherwise', async () => {
    await change({ key: 'widgets', quantity: 8, mode: 'observe' });
    await change({ key: 'widgets', quantity: 9 });
    expect(await limitOf('widgets')).toMatchObject({ limit: 9, mode: 'observe' });
    await change({ key: 'widgets', quantity: 9, mode: 'default' });
    expect((await limitOf('widgets')).mode).toBe('hard');
  });

  it('takes from its pool what it is above the default, and gives back what it is below', async () => {
    await change({ key: 'agents', quantity: 12 });
    expect(await grown()).toEqual({ agents: 7 });
    await change({ key: 'agents', quantity: 2 });
    expect(await grown()).toEqual({ agents: -3 });
    await change({ key: 'agents', quantity: 'default' });
    expect(await grown()).toEqual({});
  });

  it('counts a tenant with any AI agents, once', async () => {
    await change({ key: 'ai_agents', quantity: 3 });
    expect(await grown()).toEqual({ ai_agents: 3, ai_tenants: 1 });
    await change({ key: 'ai_agents', quantity: 1 });
    expect(await grown()).toEqual({ ai_agents: 1, ai_tenants: 1 });
    await change({ key: 'ai_agents', quantity: 0 });
    expect(await grown()).toEqual({});
  });

  it('of triggers is the extra part alone, and only that is taken from the pool', async () => {
    await change({ key: 'workflow_triggers', quantity: 500 });
    expect(await limitOf('workflow_triggers')).toMatchObject({ limit: 1_500, free: 1_000 });
    expect(await grown()).toEqual({ workflow_triggers: 500 });
    await change({ key: 'workflow_triggers', quantity: 'default' });
  });

  it('beyond its pool is refused with all that is needed to act, and nothing of the change is done', async () => {
    const error = await change({ key: 'widgets', quantity: 50 }, { key: 'agents', quantity: 1_001 }).catch(
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(DomainError);
    const { agents } = before;
    expect((error as DomainError).details).toMatchObject({
      code: 'pool_used_up',
      key: 'agents',
      pool: 'agents',
      limit: 1_000,
      requested: 996,
      used: agents,
      free: 1_000 - agents!,
      scope: 'system',
      raisedBy: 'operator',
      resetsAt: null,
    });
    expect(await limitOf('widgets')).toMatchObject({ limit: 3 });
    expect(await grown()).toEqual({});
  });

  it('is not unlimited where a pool bounds it', async () => {
    expect(await faultOf(change({ key: 'agents', quantity: null }))).toBe('limit unlimited_in_pool');
    expect(await faultOf(change({ key: 'ai_agents', quantity: null }))).toBe('limit unlimited_in_pool');
    expect(UNLIMITED_SHARE).toBeGreaterThan(1_000_000_000);
  });

  it.each([
    [{ key: 'widgets', quantity: -1 }, 'invalid quantity_out_of_range'],
    [{ key: 'widgets', quantity: 1.5 }, 'invalid quantity_out_of_range'],
    [{ key: 'widgets', quantity: 1_000_000_001 }, 'invalid quantity_out_of_range'],
    [{ key: 'disk', quantity: 1024 ** 5 }, 'none'],
    [{ key: 'disk', quantity: 1024 ** 5 + 1 }, 'invalid quantity_out_of_range'],
  ] as [LimitChange, string][])('as %j is answered with %s', async (wanted, fault) => {
    expect(await faultOf(change(wanted))).toBe(fault);
  });

  it('is set once a call, and of an existing tenant', async () => {
    const twice = change({ key: 'disk', quantity: 1 }, { key: 'disk', quantity: 2 });
    expect(await faultOf(twice)).toBe('invalid capability_twice');
    const nobody = world
      .get(OwnLimits)
      .change(world.by().actor.id!, [{ key: 'disk', quantity: 1 }], undefined, world.by());
    expect(await faultOf(nobody)).toBe('not_found');
  });

  it('is logged with what was and what is, and every process hears of it', async () => {
    const since = (await world.changes()).length;
    await world.get(OwnLimits).change(
      tenantId,
      [
        { key: 'widgets', quantity: null },
        { key: 'disk', quantity: 7, mode: 'soft' },
      ],
      'Asked for',
      world.by(),
    );
    const [entry] = await world.logged(tenantId);
    const usual = { quantity: 'default', mode: 'hard' };
    expect(entry).toEqual({
      action: 'capabilities.changed',
      before: { disk: usual, widgets: usual },
      after: {
        disk: { quantity: 7, mode: 'soft' },
        widgets: { quantity: 'unlimited', mode: 'hard' },
        reason: 'Asked for',
      },
    });
    expect((await world.changes()).slice(since)).toMatchObject([{ topic: 'capabilities', tenantId }]);
  });
});

describe('over limit', () => {
  it('begins when the limit falls below the use, and ends when it rises again', async () => {
    await change({ key: 'widgets', quantity: 10 });
    await world.use(tenantId, 'widgets', 6);
    await change({ key: 'widgets', quantity: 6 });
    expect((await world.row(tenantId, 'widgets')).overSince).toBeNull();
    const since = clock.now().toISOString();
    await change({ key: 'widgets', quantity: 5 });
    clock.advance(60_000);
    await change({ key: 'widgets', quantity: 4 });
    expect((await world.row(tenantId, 'widgets')).overSince).toBe(since);
    await change({ key: 'widgets', quantity: null });
    expect((await world.row(tenantId, 'widgets')).overSince).toBeNull();
  });

  it('is not what a flow used in another month', async () => {
    await change({ key: 'workflow_triggers', quantity: 10 });
    await world.use(tenantId, 'workflow_triggers', 1_005, '2026-10-01');
    await change({ key: 'workflow_triggers', quantity: 0 });
    expect((await world.row(tenantId, 'workflow_triggers')).overSince).toBeNull();
    await world.use(tenantId, 'workflow_triggers', 1_005, '2026-11-01');
    await change({ key: 'workflow_triggers', quantity: 1 });
    expect((await world.row(tenantId, 'workflow_triggers')).overSince).not.toBeNull();
  });
});

describe('a preview', () => {
  it('shows the limit, the use above it and the pools, and changes nothing', async () => {
    await change({ key: 'agents', quantity: 6 });
    await world.use(tenantId, 'agents', 6);
    const { agents } = await world.allocated();
    const changes = [
      { key: 'agents' as const, quantity: 4 },
      { key: 'ai_agents' as const, quantity: 21 },
    ];
    const [first, second] = await world.get(LimitPreview).of(tenantId, changes);
    expect(first).toMatchObject({
      before: { limit: 6 },
      after: { limit: 4 },
      used: 6,
      overBy: 2,
      pools: [{ pool: 'agents', delta: -2, size: 1_000, allocated: agents }],
      refusal: null,
    });
    expect(second).toMatchObject({
      pools: [
        { pool: 'ai_agents', delta: 21, size: 20, free: 20 },
        { pool: 'ai_tenants', delta: 1 },
      ],
      refusal: { code: 'pool_used_up', pool: 'ai_agents' },
    });
    expect(await world.allocated()).toMatchObject({ agents });
  });

  it('says what making the change would be refused with', async () => {
    const wanted: LimitChange[] = [{ key: 'agents', quantity: null }];
    const [item] = await world.get(LimitPreview).of(tenantId, wanted);
    expect(item!.refusal?.code).toBe('unlimited_in_pool');
    expect(await faultOf(change(...wanted))).toBe('limit unlimited_in_pool');
  });
});

describe('a tenant as a whole', () => {
  it('takes the defaults’ share when it comes and leaves nothing when it goes', async () => {
    const other = await world.tenant();
    expect(await grown()).toEqual({ agents: 5, tenants: 1 });
    await world.get(OwnLimits).change(other, [{ key: 'ai_agents', quantity: 2 }], undefined, world.by());
    await world.purge(other);
    expect(await grown()).toEqual({});
    expect(await world.get(Allocations).reconcile(false)).toEqual([]);
  });

  it('is found to hold what is recorded, and a drift is repaired when asked', async () => {
    await change({ key: 'agents', quantity: 9 });
    await world.get(Database).transaction(() => world.get(States).lock([{ tenantId, key: 'ai_agents' }]));
    expect(await world.get(Allocations).reconcile(false)).toEqual([]);
    await world.query("UPDATE licence_pools SET allocated = allocated + 3 WHERE pool = 'agents'");
    const drift = await world.get(Allocations).reconcile(true);
    expect(drift).toMatchObject([{ pool: 'agents' }]);
    expect(drift[0]!.recorded - drift[0]!.counted).toBe(3);
    expect(await world.get(Allocations).reconcile(false)).toEqual([]);
  });
});
