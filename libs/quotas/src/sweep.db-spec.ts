import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DAY, FixedClock, HOUR, idToBytes, newId } from '@tenantry/kernel';
import { QuotaSweepJob } from './sweep.job';
import { addTenant, everyTenant, stateOf, testbed } from '../test/testbed';
import type { Testbed } from '../test/testbed';

let clock: FixedClock;
let bed: Testbed;

beforeAll(async () => {
  clock = new FixedClock(new Date('2026-03-10T12:00:00Z'));
  bed = await testbed(clock);
});
afterAll(() => bed?.close());

const count = async (table: string) => {
  const [row] = await bed.database.query<{ n: string }[]>(`SELECT COUNT(*) AS n FROM ${table}`);
  return Number(row!.n);
};

it('forgets what no call can be about any more, and nothing else', async () => {
  const sweep = () => bed.get(QuotaSweepJob).sweep();
  const { id, slug: tenant } = await addTenant(bed);
  const consume = (idempotencyKey: string) =>
    bed.quotas.consume([{ tenant, key: 'workflows', quantity: 1, idempotencyKey }], everyTenant);
  for (let day = 0; day < 9; day++) {
    await consume(`day-${day}`);
    await sweep();
    clock.advance(DAY);
  }
  // The sweep of the ninth day left what was kept on it and in the 72 hours before.
  expect(await count('quota_keys')).toBe(3);
  expect(await consume('day-8')).toMatchObject([{ outcome: 'repeat' }]);
  expect(await consume('day-5')).toMatchObject([{ outcome: 'granted', used: 10 }]);

  await bed.quotas.reserve([{ tenant, key: 'workflows', quantity: 5, ttlSeconds: 60 }], everyTenant);
  await bed.quotas.acquire([{ tenant, key: 'audio_video', ttlSeconds: 60 }], everyTenant);
  clock.advance(HOUR);
  await sweep();
  expect(await stateOf(bed, id, 'workflows')).toMatchObject({ used: 10, reserved: 0 });
  expect(await stateOf(bed, id, 'audio_video')).toMatchObject({ used: 0 });
  expect([await count('quota_reservations'), await count('quota_leases')]).toEqual([1, 1]);
  clock.advance(4 * DAY);
  await sweep();
  expect([await count('quota_reservations'), await count('quota_leases')]).toEqual([0, 0]);
});

it('goes on with the others where one cannot be settled', async () => {
  const { id, slug: tenant } = await addTenant(bed);
  await bed.quotas.reserve([{ tenant, key: 'workflows', quantity: 5, ttlSeconds: 60 }], everyTenant);
  await bed.quotas.consume([{ tenant, key: 'workflows', quantity: 1, idempotencyKey: newId() }], everyTenant);
  // Of a tenant that is gone; before the other one in every order.
  await bed.database.query(
    `INSERT INTO quota_reservations (id, tenant_id, capability, quantity, state, expires_at)
     VALUES (?, ?, 'agents', 1, 'open', ?)`,
    [idToBytes(newId()), Buffer.alloc(16), new Date(0)],
  );
  clock.advance(4 * DAY);
  await bed.get(QuotaSweepJob).sweep();
  expect(await stateOf(bed, id, 'workflows')).toMatchObject({ used: 1, reserved: 0 });
  expect(await count('quota_keys')).toBe(0);
});
