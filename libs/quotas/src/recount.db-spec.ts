import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { FixedClock, HOUR, idToBytes, MINUTE, SECOND } from '@tenantry/kernel';
import { Recount } from './recount.service';
import { addTenant, everyTenant, stateOf, testbed } from '../test/testbed';
import type { Testbed } from '../test/testbed';

/** Goes on by itself with every look at it. */
class RunningClock extends FixedClock {
  step = 0;

  override now(): Date {
    const at = super.now();
    this.advance(this.step);
    return at;
  }
}

let clock: RunningClock;
let bed: Testbed;

beforeAll(async () => {
  clock = new RunningClock(new Date('2026-03-10T12:00:00Z'));
  bed = await testbed(clock);
});
afterAll(() => bed?.close());

it('finds what its rows do not come to, and puts that right with a row in the log', async () => {
  const { id, slug: tenant } = await addTenant(bed);
  const recount = bed.get(Recount);
  let held = 2;
  recount.register('widgets', async () => [{ tenantId: id, held }]);
  await bed.quotas.consume([{ tenant, key: 'widgets', quantity: 2 }], everyTenant);
  await bed.quotas.reserve(
    [
      { tenant, key: 'workflows', quantity: 4, ttlSeconds: 60 },
      { tenant, key: 'workflows', quantity: 3, ttlSeconds: 7_200 },
    ],
    everyTenant,
  );
  await bed.quotas.acquire([{ tenant, key: 'audio_video', ttlSeconds: 7_200 }], everyTenant);
  clock.advance(HOUR);
  const pools = [{ what: 'pool', tenantId: null, key: 'tenants', recorded: 0, counted: 1 }];
  // Tenants of this bed take nothing of the licence when they are made.
  const before = (await recount.run(false, bed.who)).filter(({ what }) => what !== 'pool');
  expect(before).toEqual([]);

  held = 3;
  const id16 = idToBytes(id);
  await bed.database.query(
    "UPDATE capability_states SET reserved = 90 WHERE tenant_id = ? AND capability = 'workflows'",
    [id16],
  );
  await bed.database.query(
    "UPDATE capability_states SET used = 9 WHERE tenant_id = ? AND capability = 'audio_video'",
    [id16],
  );
  const found = await recount.run(true, bed.who);
  const ofTenant = (key: string, what: string, recorded: number, counted: number) => ({
    what,
    tenantId: id,
    key,
    recorded,
    counted,
  });
  expect(found).toEqual(
    expect.arrayContaining([
      ofTenant('widgets', 'used', 2, 3),
      ofTenant('workflows', 'reserved', 90, 7),
      ofTenant('audio_video', 'leases', 9, 1),
      ...pools,
    ]),
  );
  expect(await recount.run(false, bed.who)).toEqual([]);
  expect(await stateOf(bed, id, 'widgets')).toMatchObject({ used: 3 });
  expect(await stateOf(bed, id, 'workflows')).toMatchObject({ reserved: 3 });
  expect(await stateOf(bed, id, 'audio_video')).toMatchObject({ used: 1 });
  const log = await bed.logs.list(id, {});
  expect(log.filter(({ action }) => action === 'capability.recounted')).toHaveLength(3);
});

it('keeps what a reservation holds that expires while it is counted', async () => {
  const { id, slug: tenant } = await addTenant(bed);
  const reserve = (quantity: number, ttlSeconds: number) => ({
    tenant,
    key: 'workflows',
    quantity,
    ttlSeconds,
  });
  const [, kept] = await bed.quotas.reserve([reserve(4, 60), reserve(3, 7_200)], everyTenant);
  await bed.database.query('UPDATE capability_states SET reserved = 90 WHERE tenant_id = ?', [idToBytes(id)]);
  clock.advance(MINUTE - 500);
  clock.step = SECOND;
  await bed.get(Recount).run(true, bed.who);
  clock.step = 0;
  const { reservationId } = kept!;
  expect(await bed.quotas.commit([{ reservationId }], everyTenant)).toMatchObject([
    { outcome: 'granted', used: 3 },
  ]);
  expect(await stateOf(bed, id, 'workflows')).toMatchObject({ used: 3, reserved: 0 });
});
