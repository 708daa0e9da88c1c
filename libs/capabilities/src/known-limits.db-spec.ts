import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Changes } from '@tenantry/changes';
import { Database } from '@tenantry/database';
import { newId } from '@tenantry/kernel';
import { router } from '@tenantry/trpc';
import type { Context, Principal } from '@tenantry/trpc';
import { clock, faultOf, World } from '../test';
import { Boosts } from './boosts.service';
import { CapabilitiesRouter } from './capabilities.router';
import { capabilityKeys } from './catalogue';
import { Defaults } from './defaults.service';
import { KnownLimits } from './known-limits.service';
import { OwnLimits } from './own-limits.service';

const START = clock.now();
let world: World;
let tenantId: string;

beforeAll(async () => {
  world = await World.make();
  await world.process();
});
afterAll(() => world?.end());
beforeEach(async () => {
  clock.instant = START;
  tenantId = await world.tenant();
});

const known = (process = 0) => world.get(KnownLimits, process);
const own = (quantity: number) =>
  world.get(OwnLimits).change(tenantId, [{ key: 'widgets', quantity }], undefined, world.by());
const widgets = async (process = 0) => (await known(process).of(tenantId, 'widgets')).limit;
const boost = (startsAt: string, endsAt: string, quantity: number) => {
  const dates = { startsAt: new Date(startsAt), endsAt: new Date(endsAt) };
  return world.get(Boosts).add(tenantId, { key: 'widgets', quantity, ...dates, reason: 'Fair' }, world.by());
};

describe('a limit from memory', () => {
  it('is there without a wait once it was asked for, and anew after each change', async () => {
    expect(known().peek(tenantId, 'widgets')).toBeUndefined();
    expect(await widgets()).toBe(3);
    expect(known().peek(tenantId, 'widgets')).toEqual({ limit: 3, free: 0, mode: 'hard', source: 'default' });
    await own(8);
    expect(known().peek(tenantId, 'widgets')).toBeUndefined();
    expect(await widgets()).toBe(8);
    const other = await world.tenant();
    await known().of(other, 'widgets');
    await world.get(Defaults).change([{ key: 'widgets', quantity: 4 }], world.by());
    expect((await known().of(other, 'widgets')).limit).toBe(4);
    await world.get(Defaults).change([{ key: 'widgets', quantity: 3 }], world.by());
  });

  it('follows boosts to the millisecond, also when the clock is set back', async () => {
    await boost('2026-11-20T10:00:01.000Z', '2026-11-20T10:00:02.000Z', 20);
    await boost('2026-11-20T10:00:01.500Z', '2026-11-20T10:00:03.000Z', 30);
    const limitAt = async (milliseconds: number) => {
      clock.instant = new Date(START.getTime() + milliseconds);
      await world.get(Changes).poll();
      return known().peek(tenantId, 'widgets')?.limit;
    };
    await world.get(Changes).poll();
    await widgets();
    for (const [at, limit] of [
      [999, 3],
      [1_000, 20],
      [1_499, 20],
      [1_500, 30],
      [2_999, 30],
      [3_000, 3],
      [1_000, 20],
      [0, 3],
    ] as const)
      expect([at, await limitAt(at)]).toEqual([at, limit]);
  });

  it('is true on another process after its next poll', async () => {
    expect([await widgets(0), await widgets(1)]).toEqual([3, 3]);
    await own(9);
    expect(await widgets(1)).toBe(3);
    await world.get(Changes, 1).poll();
    expect(await widgets(1)).toBe(9);
  });

  it('is not believed once nothing was heard for a second', async () => {
    await widgets();
    clock.instant = new Date(START.getTime() + 1_000);
    expect(known().peek(tenantId, 'widgets')).toBeUndefined();
    expect(await widgets()).toBe(3);
    expect(known().peek(tenantId, 'widgets')).toBeDefined();
  });

  it('is passed by in a transaction, whose writes may never be committed', async () => {
    await widgets();
    const undone = world.get(Database).transaction(async () => {
      await own(9);
      expect(known().peek(tenantId, 'widgets')).toBeUndefined();
      expect(await widgets()).toBe(9);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(known().peek(tenantId, 'widgets')).toMatchObject({ limit: 3 });
  });

  it('of a tenant that is not there is no limit', async () => {
    expect(await faultOf(known().of(newId(), 'widgets'))).toMatch('not_found');
  });
});

describe('capabilities.limits', () => {
  const service = (covered: string | null, scope = 'capabilities:read') => {
    const principal: Principal = {
      kind: 'key',
      id: newId(),
      name: 'Chat',
      scopes: new Set([scope]),
      tenantId: covered,
      covers: (id) => covered === null || id === covered,
    };
    const context = { ...world.by(), principal, tenantId: covered };
    return router(world.get(CapabilitiesRouter).routes()).createCaller(context as unknown as Context);
  };

  it('tells every limit with the moment until which it may be kept, and the version it belongs to', async () => {
    const startsAt = '2026-11-21T00:00:00.000Z';
    await boost(startsAt, '2026-11-22T00:00:00.000Z', 20);
    await world.get(Changes).poll();
    const all = await service(tenantId).limits({});
    expect(all).toMatchObject({ tenant: tenantId, version: (await world.changes()).at(-1)!.version });
    expect(all.limits.map(({ key }) => key)).toEqual(capabilityKeys);
    const slug = `t-${tenantId.slice(-12)}`;
    const { limits } = await service(null).limits({ tenant: slug, keys: ['workflow_triggers', 'widgets'] });
    expect(limits).toEqual([
      {
        ...{ key: 'workflow_triggers', limit: 1_000, free: 1_000, mode: 'hard', source: 'default' },
        validUntil: null,
      },
      { key: 'widgets', limit: 3, free: 0, mode: 'hard', source: 'default', validUntil: startsAt },
    ]);
  });

  it('needs the scope, and does not tell another tenant from one that is not there', async () => {
    await expect(service(tenantId, 'capabilities:consume').limits({})).rejects.toThrow(/capabilities:read/);
    const other = await world.tenant();
    for (const tenant of [other, newId(), `t-${other.slice(-12)}`, 'nobody', 'NO SLUG'])
      await expect(service(tenantId).limits({ tenant })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(service(null).limits({})).rejects.toThrow(/which tenant/);
  });
});
