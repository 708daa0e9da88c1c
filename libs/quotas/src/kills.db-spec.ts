import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OwnLimits } from '@tenantry/capabilities';
import { DAY, FixedClock } from '@tenantry/kernel';
import fc from 'fast-check';
import { victimsOn } from '../test/victims';
import type { Batch, Order } from '../test/victims';
import type { Outcome } from './outcome';
import { addTenant, everyTenant, service, stateOf, testbed } from '../test/testbed';
import type { Service, Testbed } from '../test/testbed';

const KEY = 'widgets';

let bed: Testbed;
/** Sees every reservation expired. */
let tomorrow: Service;
let victims: ReturnType<typeof victimsOn>;

beforeAll(async () => {
  bed = await testbed();
  tomorrow = await service(bed.url, new FixedClock(new Date(Date.now() + DAY / 2)));
  victims = victimsOn(bed.url);
});
afterAll(async () => {
  victims?.close();
  await tomorrow?.close();
  await bed?.close();
});

const amounts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 });
const batches = fc.array(fc.tuple(fc.constantFrom('consume', 'consume', 'release', 'reserve'), amounts), {
  minLength: 3,
  maxLength: 8,
}) as fc.Arbitrary<[Batch['verb'], number[]][]>;
const dieAt: fc.Arbitrary<Order['dieAt']> = fc.oneof(
  fc.record({ statement: fc.integer({ min: 2, max: 45 }) }),
  fc.record({ commit: fc.integer({ min: 1, max: 6 }) }),
);
const history = fc.record({
  processes: fc.array(fc.record({ batches, dieAt }), { minLength: 3, maxLength: 3 }),
  limits: fc.array(fc.integer({ min: 5, max: 40 }), { minLength: 1, maxLength: 4 }),
});

/** What must hold of every answer, whenever it was given. */
function expectFitting(outcome: Outcome, limits: number[]): void {
  expect(['granted', 'refused', 'repeat']).toContain(outcome.outcome);
  expect(outcome.used).toBeGreaterThanOrEqual(0);
  expect(limits).toContain(outcome.limit);
}

async function replay({
  processes,
  limits: changes,
}: typeof history extends fc.Arbitrary<infer T> ? T : never) {
  const tenant = await addTenant(bed);
  const setLimit = (quantity: number) =>
    bed.get(OwnLimits).change(tenant.id, [{ key: KEY, quantity }], undefined, bed.who);
  await setLimit(20);
  const limits = [20, ...changes];
  const orders = processes.map(({ batches: list, dieAt: at }, process): Order => ({
    dieAt: at,
    batches: list.map(([verb, quantities], batch) => ({
      verb,
      items: quantities.map((quantity, item) => ({
        tenant: tenant.slug,
        key: KEY,
        quantity,
        ...(verb === 'reserve' && { ttlSeconds: 3_600 }),
        idempotencyKey: `${process}-${batch}-${item}`,
      })),
    })),
  }));
  const tells = await Promise.all(orders.map(() => victims.start()));
  const [told] = await Promise.all([
    Promise.all(tells.map((tell, index) => tell(orders[index]!))),
    (async () => {
      for (const limit of changes) await setLimit(limit);
    })(),
  ]);

  // Everybody who got no answer calls again, and so do the others.
  let used = 0;
  let reserved = 0;
  for (const [process, { batches: list }] of orders.entries())
    for (const [batch, { verb, items }] of list.entries()) {
      const outcomes = await bed.quotas[verb](items, everyTenant);
      for (const [index, outcome] of outcomes.entries()) {
        expectFitting(outcome, limits);
        const answered = told[process]?.answers[batch]?.[index];
        if (answered) {
          expectFitting(answered, limits);
          // One effect, and the first answer.
          expect(outcome).toEqual(
            answered.outcome === 'granted' ? { ...answered, outcome: 'repeat' } : answered,
          );
        }
        const counts = outcome.outcome !== 'refused';
        const by = counts ? items[index]!.quantity : 0;
        if (verb === 'reserve') reserved += by;
        else used += verb === 'consume' ? by : -by;
        // A grant that grew fitted the limit it was decided by.
        if (counts && verb !== 'release')
          expect(outcome.used! + (outcome.reserved ?? 0)).toBeLessThanOrEqual(outcome.limit!);
      }
    }
  expect(await stateOf(bed, tenant.id, KEY)).toMatchObject({ used, reserved });

  // Half a day later nothing is reserved, though nothing has cleaned up.
  await setLimit(used + 1);
  const item = { tenant: tenant.slug, key: KEY, quantity: 1 };
  expect(await tomorrow.quotas.consume([item, item], everyTenant)).toMatchObject([
    { outcome: 'granted' },
    { outcome: 'refused' },
  ]);
  expect(await stateOf(bed, tenant.id, KEY)).toMatchObject({ used: used + 1, reserved: 0 });
}

describe('three processes on one counter that are killed anywhere while its limit changes', () => {
  it('count each key once, and what was granted and not released', async () => {
    await fc.assert(fc.asyncProperty(history, replay), { numRuns: 4, endOnFailure: true });
  }, 300_000);
});
