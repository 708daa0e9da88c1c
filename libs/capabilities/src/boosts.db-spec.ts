import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY, HOUR, newId, wallToInstant } from '@tenantry/kernel';
import { clock, faultOf, World } from '../test';
import { Allocations } from './allocations.service';
import { BoostsJob } from './boosts.job';
import { Boosts } from './boosts.service';
import type { NewBoost } from './boosts.service';
import type { CapabilityKey } from './catalogue';
import { Limits } from './limits';
import { OwnLimits } from './own-limits.service';
import { States } from './states.service';

const ZONE = 'America/New_York';
let world: World;
let tenantId: string;

const own = (key: CapabilityKey, quantity: number | null) =>
  world.get(OwnLimits).change(tenantId, [{ key, quantity }], undefined, world.by());
const inDays = (days: number) => new Date(clock.now().getTime() + days * DAY);
const boost = (more: Partial<NewBoost> = {}) =>
  world
    .get(Boosts)
    .add(
      tenantId,
      { key: 'agents', quantity: 20, startsAt: inDays(1), endsAt: inDays(2), reason: 'Season', ...more },
      world.by(),
    );
const end = (boostId: string) => world.get(Boosts).end(tenantId, boostId, world.by());
const limitAt = async (at: Date, key: CapabilityKey = 'agents') => {
  const [state] = await world.get(States).read([{ tenantId, key }]);
  return Limits.inForce(state!.row, state!.base, state!.boosts, at).limit;
};
const held = async (key: CapabilityKey = 'agents') => (await world.row(tenantId, key)).allocated;
const job = () => world.get(BoostsJob).run();

beforeAll(async () => {
  world = await World.make();
});
afterAll(() => world?.end());
beforeEach(async () => {
  tenantId = await world.tenant(ZONE);
});

describe('a boost', () => {
  it('is in force from the first to the last moment of its days in the tenant’s zone', async () => {
    const [startsAt, endsAt] = ['2026-12-01T00:00:00', '2027-01-01T00:00:00'].map((wall) =>
      wallToInstant(wall, ZONE),
    ) as [Date, Date];
    await boost({ startsAt, endsAt });
    expect(await limitAt(new Date('2026-12-01T04:59:59.999Z'))).toBe(5);
    expect(await limitAt(new Date('2026-12-01T05:00:00.000Z'))).toBe(20);
    expect(await limitAt(new Date('2027-01-01T04:59:59.999Z'))).toBe(20);
    expect(await limitAt(new Date('2027-01-01T05:00:00.000Z'))).toBe(5);
  });

  it('holds its larger value from saving to its end, whatever the limit is meanwhile', async () => {
    await boost();
    expect(await held()).toBe(20);
    await own('agents', 8);
    expect(await held()).toBe(20);
    await own('agents', 25);
    expect(await held()).toBe(25);
    await own('agents', 8);
    clock.advance(2 * DAY);
    expect(await limitAt(clock.now())).toBe(8);
    await job();
    expect(await held()).toBe(8);
    expect((await world.row(tenantId, 'agents')).boosted).toBe(0);
    expect(await world.get(Allocations).reconcile(false)).toEqual([]);
  });

  it('is refused when its pool has too little left, though it would begin only later', async () => {
    expect(await faultOf(boost({ quantity: 1_001 }))).toBe('limit pool_used_up');
    expect(await world.get(States).read([{ tenantId, key: 'agents' }])).toMatchObject([{ boosts: [] }]);
  });

  it('ended early, before or after its begin, gives back what it held', async () => {
    const later = await boost();
    const { boostId } = await boost({ startsAt: clock.now(), quantity: 30 });
    expect(await held()).toBe(30);
    clock.advance(HOUR);
    await end(boostId);
    expect(await limitAt(clock.now())).toBe(5);
    expect(await held()).toBe(20);
    await end(later.boostId);
    expect(await held()).toBe(5);
    expect(await limitAt(inDays(1.5))).toBe(5);
    expect(await faultOf(end(boostId))).toBe('conflict boost_ended');
  });

  it('begins when it is saved at the earliest', async () => {
    await boost({ startsAt: inDays(-3) });
    const [state] = await world.get(States).read([{ tenantId, key: 'agents' }]);
    expect(state!.boosts[0]!.startsAt).toEqual(clock.now());
  });

  it.each<[string, () => Partial<NewBoost>, string]>([
    ['ends before it begins', () => ({ endsAt: inDays(0.5) }), 'invalid end_before_start'],
    ['is over already', () => ({ startsAt: inDays(-2), endsAt: inDays(-1) }), 'invalid end_before_start'],
    ['is no larger than the limit', () => ({ quantity: 5 }), 'invalid boost_not_larger'],
    ['is no number that can be set', () => ({ quantity: 2e9 }), 'invalid quantity_out_of_range'],
  ])('that %s is refused', async (_, more, fault) => {
    expect(await faultOf(boost(more()))).toBe(fault);
  });

  it('saved twice, or of what is unlimited, is refused', async () => {
    await boost({ key: 'widgets' });
    expect(await faultOf(boost({ key: 'widgets' }))).toBe('conflict boost_exists');
    await own('disk', null);
    expect(await faultOf(boost({ key: 'disk', quantity: 1024 ** 4 }))).toBe('invalid boost_not_larger');
  });

  it('of another tenant is one that does not exist', async () => {
    const { boostId } = await boost();
    tenantId = await world.tenant();
    expect(await faultOf(end(boostId))).toBe('not_found');
    expect(await faultOf(end(newId()))).toBe('not_found');
  });

  it('is logged when it is saved and when it ends, by whom or what', async () => {
    const { boostId } = await boost({ key: 'widgets' });
    clock.advance(3 * DAY);
    await job();
    expect(await world.logged(tenantId)).toMatchObject([
      { action: 'capabilities.boost_ended', before: { boostId, capability: 'widgets', quantity: 20 } },
      { action: 'capabilities.boosted', after: { boostId, reason: 'Season' } },
    ]);
    const told = (await world.changes()).filter((change) => change.tenantId === tenantId);
    expect(told).toHaveLength(2);
  });
});

describe('what a boost covered', () => {
  it('is over the limit from the boost’s end on, and settled once by many processes', async () => {
    await boost({ key: 'widgets', startsAt: clock.now() });
    await world.use(tenantId, 'widgets', 15);
    const endsAt = inDays(2);
    clock.advance(3 * DAY);
    const second = (await world.process()).get(BoostsJob, { strict: false });
    await Promise.all([job(), second.run(), job()]);
    expect(await world.row(tenantId, 'widgets')).toMatchObject({
      boosted: 0,
      overSince: endsAt.toISOString(),
    });
    expect(await world.logged(tenantId)).toHaveLength(2);
  });

  it('was over before it began, and goes over again at its end', async () => {
    await own('widgets', 10);
    await world.use(tenantId, 'widgets', 9);
    await own('widgets', 4);
    expect((await world.row(tenantId, 'widgets')).overSince).toBe(clock.now().toISOString());
    await boost({ key: 'widgets' });
    const endsAt = inDays(2);
    clock.advance(4 * DAY);
    await job();
    expect((await world.row(tenantId, 'widgets')).overSince).toBe(endsAt.toISOString());
  });
});
