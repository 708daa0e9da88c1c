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
    expect(await sweep()).toBe(true);
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
