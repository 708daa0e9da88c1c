import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY, DomainError } from '@tenantry/kernel';
import { clock, World } from '../test';
import { Allocations } from './allocations.service';
import { BoostsJob } from './boosts.job';
import { Boosts } from './boosts.service';
import type { CapabilityKey } from './catalogue';
import { Defaults } from './defaults.service';
import { OwnLimits } from './own-limits.service';

const PROCESSES = 3;
const TENANTS = 6;
const sizes: Record<string, number> = {
  agents: 1_000,
  ai_agents: 20,
  ai_tenants: 5,
  tenants: 100,
  workflow_triggers: 100_000,
};

let world: World;
const tenants: string[] = [];

beforeAll(async () => {
  world = await World.make();
  for (let index = 1; index < PROCESSES; index++) await world.process();
});
afterAll(() => world?.end());

/** What a pool's row says and what tenants hold by theirs, as of one moment. */
async function snapshot(): Promise<{ recorded: Record<string, number>; counted: Record<string, number> }> {
  const runner = world.scratch.source.createQueryRunner();
  try {
    await runner.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await runner.query('START TRANSACTION WITH CONSISTENT SNAPSHOT');
    const pools = await runner.query('SELECT pool, allocated FROM licence_pools');
    const [{ tenants: count }] = await runner.query('SELECT COUNT(*) AS tenants FROM tenants');
    const rows = await runner.query(
      `SELECT d.capability, d.quantity, COUNT(s.tenant_id) AS with_row,
         COALESCE(SUM(s.allocated), 0) AS held, COALESCE(SUM(s.allocated > 0), 0) AS any_held
       FROM capability_defaults d LEFT JOIN capability_states s ON s.capability = d.capability
       WHERE d.capability IN ('agents', 'ai_agents', 'workflow_triggers') GROUP BY d.capability, d.quantity`,
    );
    await runner.query('COMMIT');
    const counted: Record<string, number> = { tenants: Number(count) };
    for (const { capability, quantity, with_row, held, any_held } of rows) {
      const without = Number(count) - Number(with_row);
      counted[capability] = Number(held) + without * Number(quantity);
      if (capability === 'ai_agents')
        counted['ai_tenants'] = Number(any_held) + (Number(quantity) > 0 ? without : 0);
    }
    const recorded = pools.map((row: { pool: string; allocated: string }) => [
      row.pool,
      Number(row.allocated),
    ]);
    return { recorded: Object.fromEntries(recorded), counted };
  } finally {
    await runner.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    await runner.release();
  }
}

type Step = (process: number) => Promise<unknown>;
const key = fc.constantFrom<CapabilityKey>('agents', 'ai_agents', 'workflow_triggers', 'widgets');
/** Around what the pools can bear, so that some are refused and some are not. */
const quantity = fc.oneof(fc.nat(8), fc.nat(400), fc.nat(40_000));
const which = fc.nat(TENANTS - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(which, key, fc.option(quantity, { freq: 8 }), fc.boolean()).map(
    ([tenant, key, number, back]): Step =>
      (index) =>
        world
          .get(OwnLimits, index)
          .change(
            tenants[tenant % tenants.length]!,
            [{ key, quantity: back ? 'default' : number }],
            undefined,
            world.by(index),
          ),
  ),
  fc
    .tuple(which, key, quantity, fc.nat(3), fc.integer({ min: 1, max: 4 }))
    .map(([tenant, key, quantity, from, days]): Step => (index) => {
      const startsAt = new Date(clock.now().getTime() + from * DAY);
      const endsAt = new Date(startsAt.getTime() + days * DAY);
      const boost = { key, quantity, startsAt, endsAt, reason: 'Season' };
      return world.get(Boosts, index).add(tenants[tenant % tenants.length]!, boost, world.by(index));
    }),
  fc.tuple(key, quantity).map(
    ([key, quantity]): Step =>
      (index) =>
        world.get(Defaults, index).change([{ key, quantity }], world.by(index)),
  ),
  fc.constant<Step>(async (index) => {
    clock.advance(DAY);
    await world.get(BoostsJob, index).run();
  }),
  fc.constant<Step>(async (index) => {
    const id = await world.tenant(undefined, index);
    tenants.push(id);
  }),
  which.map((tenant): Step => async (index) => {
    if (tenants.length < 3) return;
    const [gone] = tenants.splice(tenant % tenants.length, 1);
    await world.purge(gone!, index);
  }),
);

it('never take more than a pool holds, and are recorded as what tenants hold, at every instant', async () => {
  let refused = 0;
  let done = 0;
  const outcome = (work: Promise<unknown>) =>
    work.then(
      () => void done++,
      (error: unknown) => {
        if (!(error instanceof DomainError)) throw error;
        refused++;
      },
    );
  const history = fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(history, async (rounds) => {
      const usual = [['agents', 5] as const, ['ai_agents', 0] as const, ['workflow_triggers', 0] as const];
      await world.get(Defaults).change(
        usual.map(([key, quantity]) => ({ key, quantity })),
        world.by(),
      );
      while (tenants.length < 3) tenants.push(await world.tenant());
      for (const round of rounds) {
        let running = true;
        const watching = (async () => {
          while (running) {
            const { recorded, counted } = await snapshot();
            expect(counted).toEqual(recorded);
            for (const [pool, size] of Object.entries(sizes))
              expect(recorded[pool]).toBeLessThanOrEqual(size);
          }
        })();
        await Promise.all([
          Promise.all(round.map((step, index) => outcome(step(index % PROCESSES)))).finally(
            () => (running = false),
          ),
          watching,
        ]);
        expect(await world.get(Allocations).reconcile(false)).toEqual([]);
      }
      for (const gone of tenants.splice(0)) await world.purge(gone);
      const { tenants: left, ...pools } = await world.allocated();
      expect([left, ...Object.values(pools)]).toEqual([0, 0, 0, 0, 0]);
    }),
    { numRuns: 25 },
  );
  // Had nothing been refused or nothing been done, the above would say nothing.
  expect(refused).toBeGreaterThan(10);
  expect(done).toBeGreaterThan(50);
}, 120_000);
