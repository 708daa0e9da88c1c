import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { clock, faultOf, PASSWORD } from '@tenantry/accounts/test';
import { idToBytes, SECOND } from '@tenantry/kernel';
import { appCode } from '@tenantry/second-factors/test';
import type { Process } from '../test/world';
import { World } from '../test/world';

let world: World;
let one: Process;
let tenant: Awaited<ReturnType<World['settled']>>;
let accessToken: string;
let secret: string;
let codes: string[];

const own = () => one.call({ accessToken, host: tenant.host });
const renew = async (code: string, password = PASSWORD) =>
  (await own()).auth.totp.newRecoveryCodes({ code, password });
const state = async () => (await own()).auth.totp.state();
const listed = async () => {
  const [admin] = (await (await own()).users.list({ search: 'admin' })).items;
  return admin!.secondFactor;
};
/** Each code works once, so the clock goes on. */
const code = () => {
  clock.advance(30 * SECOND);
  return appCode(secret, clock.now());
};

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
});
afterAll(() => world?.end());
beforeEach(async () => {
  tenant = await world.settled(one);
  const input = { login: 'admin', password: PASSWORD };
  ({ accessToken } = await one.signIn(input, one.who({ host: tenant.host })));
  ({ secret } = await (await own()).auth.totp.begin());
  expect(await listed()).toBe(false);
  ({ recoveryCodes: codes } = await (await own()).auth.totp.confirm({ code: code() }));
});

it('two-step sign-in that is switched on or off, and new recovery codes, are told to the person by mail', async () => {
  await renew(code());
  await (await own()).auth.totp.disable({ password: PASSWORD, code: code() });
  const mails = await world.query(
    `SELECT letter, to_address AS address, secrets, JSON_VALUE(params, '$.address') AS at FROM outbox
     WHERE tenant_id = ? AND letter RLIKE 'second-factor|recovery' ORDER BY id`,
    [idToBytes(tenant.id)],
  );
  expect(mails).toEqual(
    ['second-factor-on', 'recovery-codes-renewed', 'second-factor-off'].map((letter) => ({
      letter,
      address: tenant.email,
      secrets: null,
      at: `http://${tenant.host}:4300`,
    })),
  );
});

describe('recovery codes', () => {
  it('are renewed with password and code: ten new ones, the old ones dead, a row in the log', async () => {
    const { recoveryCodes } = await renew(code());
    expect(new Set([...codes, ...recoveryCodes]).size).toBe(20);
    expect(await state()).toMatchObject({ on: true, recoveryCodesLeft: 10 });
    expect((await world.log()).at(-1)).toMatchObject({
      tenantId: tenant.id,
      action: 'user.recovery_codes_renewed',
    });
    expect(await faultOf(renew(codes[0]!))).toBe('invalid wrong_code');
    const again = await renew(recoveryCodes[0]!);
    expect(again.recoveryCodes).toHaveLength(10);
    expect(await state()).toMatchObject({ recoveryCodesLeft: 10 });
    const kept = JSON.stringify([await world.query('SELECT * FROM recovery_codes'), await world.log()]);
    for (const text of [...recoveryCodes, ...again.recoveryCodes]) expect(kept).not.toContain(text);
  });

  it('stay as they are when password or code is wrong, which is counted and written down', async () => {
    const wrong = String((Number(code()) + 1) % 1_000_000).padStart(6, '0');
    expect(await faultOf(renew(code(), 'not the password'))).toBe('invalid wrong_password');
    expect(await faultOf(renew(wrong))).toBe('invalid wrong_code');
    expect((await world.log()).slice(-2).map(({ action }) => action)).toEqual([
      'user.proof_failed',
      'user.proof_failed',
    ]);
    for (let tries = 2; tries < 10; tries++) expect(await faultOf(renew(wrong))).toBe('invalid wrong_code');
    expect(await faultOf(renew(code()))).toBe('too_many sign_in_throttled');
    expect(await state()).toMatchObject({ recoveryCodesLeft: 10 });
  });

  it('are renewed once by whoever asks at once with the old ones', async () => {
    const asked = await Promise.allSettled([codes[0]!, codes[1]!].map((each) => renew(each)));
    const given = asked.flatMap((each) => (each.status === 'fulfilled' ? [each.value.recoveryCodes] : []));
    expect(given).toHaveLength(1);
    expect(await state()).toMatchObject({ recoveryCodesLeft: 10 });
    expect(await faultOf(renew(given[0]![0]!))).toBe('none');
  });
});

it('shows in the list of people who has it on, until it is off', async () => {
  expect(await listed()).toBe(true);
  await (await own()).auth.totp.disable({ password: PASSWORD, code: code() });
  expect(await listed()).toBe(false);
  expect(await faultOf(renew(codes[0]!))).toBe('invalid wrong_code');
});
