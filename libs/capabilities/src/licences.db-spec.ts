import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY } from '@tenantry/kernel';
import { Installations, Pools } from '@tenantry/licence';
import type { Terms } from '@tenantry/licence';
import { issuer } from '@tenantry/licence/test';
import type { Issuer } from '@tenantry/licence/test';
import { clock, faultOf, World } from '../test';
import { Boosts } from './boosts.service';
import type { CapabilityKey } from './catalogue';
import { CapabilitiesModule } from './capabilities.module';
import { Defaults } from './defaults.service';
import { LimitPreview } from './limit-preview.service';
import { Limits, UNLIMITED_SHARE } from './limits';
import { OwnLimits } from './own-limits.service';
import { States } from './states.service';

const usual = { agents: 1_000, ai_agents: 20, ai_tenants: 5, tenants: 100, workflow_triggers: 1_000 };
let world: World;
let signer: Issuer;
let tenantId: string;
let version = 0;

beforeAll(async () => {
  signer = await issuer();
  world = await World.make([CapabilitiesModule], signer.keys);
});
afterAll(() => world?.end());
beforeEach(async () => {
  await install({});
  tenantId = await world.tenant();
});

async function install({ pools, ...terms }: Partial<Omit<Terms, 'pools'>> & { pools?: object }) {
  const document = await signer.issue(
    { version: ++version, validTo: null, ...terms, pools: { ...usual, ...pools } },
    clock.now(),
  );
  const installations = world.get(Installations);
  const { digest } = await installations.preview(document);
  await installations.install(document, digest, world.by());
}
const change = (key: CapabilityKey, quantity: number | null | 'default') =>
  world.get(OwnLimits).change(tenantId, [{ key, quantity }], undefined, world.by());
const boost = (key: CapabilityKey, quantity: number) => {
  const times = { startsAt: clock.now(), endsAt: new Date(clock.now().getTime() + DAY) };
  return world.get(Boosts).add(tenantId, { key, quantity, ...times, reason: 'Season' }, world.by());
};
const limitOf = async (key: CapabilityKey) => {
  const [{ row, base, boosts }] = (await world.get(States).read([{ tenantId, key }])) as [never];
  return Limits.inForce(row, base, boosts, clock.now()).limit;
};
const standingOf = async (pool: string) =>
  (await world.get(Pools).standing()).find((one) => one.pool === pool)!;

describe('where a licence bounds no agents', () => {
  it('a limit may be unlimited; a bounded licence after it cuts nothing and lets nobody have more', async () => {
    await install({ pools: { agents: null } });
    await change('agents', null);
    expect(await limitOf('agents')).toBeNull();
    expect((await world.row(tenantId, 'agents')).allocated).toBe(UNLIMITED_SHARE);
    await install({});
    expect(await limitOf('agents')).toBeNull();
    expect((await standingOf('agents')).excess).toBeGreaterThan(0);
    const one = tenantId;
    expect(await faultOf(world.tenant())).toBe('limit pool_used_up');
    tenantId = one;
    await change('agents', 50);
    expect((await standingOf('agents')).excess).toBe(0);
    expect(await faultOf(change('agents', null))).toBe('limit unlimited_in_pool');
    await change('agents', 'default');
  });

  it('the default may be unlimited as well, which is offered where no pool bounds it', async () => {
    const unlimited = async () => !(await world.get(Defaults).bounded()).has('agents');
    expect(await unlimited()).toBe(false);
    await install({ pools: { agents: null } });
    expect(await unlimited()).toBe(true);
    expect((await world.get(Defaults).bounded()).has('widgets')).toBe(false);
    const set = (quantity: number | null) =>
      world.get(Defaults).change([{ key: 'agents', quantity }], world.by());
    await set(null);
    expect(await limitOf('agents')).toBeNull();
    expect((await standingOf('agents')).allocated % UNLIMITED_SHARE).toBe(0);
    await set(5);
    expect(await limitOf('agents')).toBe(5);
  });
});

describe('under a smaller licence', () => {
  it('everybody keeps what they have, gives some back, and gets no more', async () => {
    await change('workflow_triggers', 600);
    await install({ pools: { workflow_triggers: 100 } });
    expect(await limitOf('workflow_triggers')).toBe(1_600);
    expect((await standingOf('workflow_triggers')).excess).toBe(500);
    expect(await faultOf(change('workflow_triggers', 601))).toBe('limit pool_used_up');
    expect(await faultOf(change('workflow_triggers', 300))).toBe('none');
    expect(await faultOf(boost('workflow_triggers', 301))).toBe('limit pool_used_up');
    await change('workflow_triggers', 'default');
  });
});

describe('once a licence has ended', () => {
  it('its days of grace still allow more; after them only what takes from no pool is raised', async () => {
    await change('agents', 9);
    await install({ validTo: new Date(clock.now().getTime() + DAY), graceDays: 3 });
    clock.advance(2 * DAY);
    expect(await faultOf(change('agents', 10))).toBe('none');
    clock.advance(3 * DAY);
    expect(await faultOf(change('agents', 11))).toBe('limit licence_expired');
    expect(await faultOf(boost('agents', 11))).toBe('limit licence_expired');
    expect(await faultOf(world.tenant())).toBe('limit licence_expired');
    const raise = world.get(Defaults).change([{ key: 'agents', quantity: 6 }], world.by());
    expect(await faultOf(raise)).toBe('limit licence_expired');
    expect((await world.get(Defaults).preview([{ key: 'agents', quantity: 6 }])).possible).toBe(false);
    expect(await faultOf(change('agents', 7))).toBe('none');
    expect(await faultOf(change('widgets', 70))).toBe('none');
    expect(await limitOf('agents')).toBe(7);
  });
});

describe('a licence that nobody vouches for', () => {
  it('is previewed as what it is: making the change would be refused so', async () => {
    const stranger = await issuer();
    await world.query('UPDATE licences SET document = ? WHERE version = ?', [
      await stranger.issue({}, clock.now()),
      version,
    ]);
    await world.process();
    const more = { key: 'agents' as const, quantity: 6 };
    const [item] = await world.get(LimitPreview, 1).of(tenantId, [more]);
    expect(item!.refusal?.code).toBe('licence_untrusted');
    expect(await world.get(Defaults, 1).preview([more])).toMatchObject({
      bar: 'licence_untrusted',
      possible: false,
    });
    const made = world.get(OwnLimits, 1).change(tenantId, [more], undefined, world.by(1));
    expect(await faultOf(made)).toBe('limit licence_untrusted');
  });
});
