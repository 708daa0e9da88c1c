import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { clock, faultOf, PASSWORD } from '@tenantry/accounts/test';
import { SweepJob } from '@tenantry/credentials';
import { DAY, HOUR, MINUTE } from '@tenantry/kernel';
import type { Process } from '../test/world';
import { World } from '../test/world';

let world: World;
let one: Process;

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
});
afterAll(() => world?.end());

it('removes what no question can be about any more, and nothing that still counts', async () => {
  const { host, token } = await world.tenant(one, { notification: 'activation_link' });
  await (await one.call({ host })).auth.activate({ token: token!, password: PASSWORD });
  const signIn = (password: string) => one.signIn({ login: 'admin', password }, one.who({ host }));
  await signIn(PASSWORD);
  await faultOf(signIn('wrong wrong'));
  const sweep = () => one.module.get(SweepJob, { strict: false }).run();
  const left = async () => {
    await world.query('DELETE FROM job_leases');
    expect(await sweep()).toBe(true);
    expect(await sweep()).toBe(false);
    const count = async (table: string, where = '1') =>
      (await world.query(`SELECT 1 FROM ${table} WHERE ${where}`)).length;
    return [
      await count('sign_in_attempts', "outcome = 'failed'"),
      await count('sign_in_attempts', "outcome = 'passed'"),
      await count('sign_in_sessions'),
      await count('one_time_tokens'),
    ];
  };
  clock.advance(15 * MINUTE);
  expect(await left()).toEqual([1, 1, 1, 1]);
  clock.advance(1 * HOUR);
  expect(await left()).toEqual([0, 1, 1, 1]);
  clock.advance(30 * DAY);
  expect(await left()).toEqual([0, 0, 1, 1]);
  clock.advance(8 * DAY);
  expect(await left()).toEqual([0, 0, 0, 0]);
});

it('forgets idempotency keys after 72 hours, in as many batches as it takes', async () => {
  const age = (key: string, hours: number) =>
    world.query(
      `INSERT INTO idempotency_keys (scope, idempotency_key, request_hash, created_at)
       SELECT 'spec', CONCAT('${key}', seq.n), REPEAT('x', 32), '${new Date(clock.now().getTime() - hours * HOUR).toISOString().slice(0, -1)}'
       FROM (WITH RECURSIVE up AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM up WHERE n < 600) SELECT n FROM up) seq`,
    );
  await age('old-', 73);
  await age('young-', 71);
  await world.query('DELETE FROM job_leases');
  expect(await one.module.get(SweepJob, { strict: false }).run()).toBe(true);
  const keys = await world.query("SELECT idempotency_key AS k FROM idempotency_keys WHERE scope = 'spec'");
  expect(keys).toHaveLength(600);
  expect(keys[0]).toMatchObject({ k: expect.stringMatching(/^young-/) });
});
