import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { clock, CONSOLE, faultOf, PASSWORD, SHARED } from '@tenantry/accounts/test';
import { idToBytes, MINUTE, newId, Platform, SECOND } from '@tenantry/kernel';
import { appCode } from '@tenantry/second-factors/test';
import type { Process } from '../test/world';
import { World } from '../test/world';

let world: World;
let one: Process;
let two: Process;
let tenant: Awaited<ReturnType<World['settled']>>;
let accessToken: string;

let address = 0;
const elsewhere = () => `203.0.113.${++address % 250}`;
const input = () => ({ login: 'admin', password: PASSWORD, company: tenant.slug });
const challenge = (host = tenant.host) => one.challenge(input(), one.who({ host, ip: elsewhere() }));
const own = () => one.call({ accessToken, host: tenant.host });
const second = async (
  text: string,
  proof: { code?: string; recoveryCode?: string },
  { at = two, host = tenant.host } = {},
) => (await at.call({ host, ip: elsewhere() })).auth.secondFactor({ challenge: text, ...proof });
const code = (secret: string, steps = 0) => appCode(secret, clock.now(), steps);

/** Switched on, with a step behind it whose code was used. */
async function switchOn() {
  const { secret } = await (await own()).auth.totp.begin();
  const { recoveryCodes } = await (await own()).auth.totp.confirm({ code: code(secret) });
  clock.advance(30 * SECOND);
  return { secret, recoveryCodes };
}

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
  two = await world.process();
});
afterAll(() => world?.end());
beforeEach(async () => {
  tenant = await world.settled(one);
  ({ accessToken } = await one.signIn(input(), one.who({ host: tenant.host })));
});

describe('setting up a second factor', () => {
  it('shows secret and recovery codes once, counts only when confirmed, and ends the other sessions', async () => {
    const other = await one.signIn(input(), one.who({ host: SHARED }));
    const first = await (await own()).auth.totp.begin();
    const { secret, uri } = await (await own()).auth.totp.begin();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(secret).not.toBe(first.secret);
    expect(uri).toBe(
      `otpauth://totp/Tenantry:${encodeURIComponent(tenant.email)}?secret=${secret}&issuer=Tenantry&algorithm=SHA1&digits=6&period=30`,
    );
    expect(await (await own()).auth.totp.state()).toMatchObject({ on: false });
    expect(await faultOf(one.signIn(input(), one.who({ host: tenant.host })))).toBe('none');
    expect(await faultOf((await own()).auth.totp.confirm({ code: code(first.secret) }))).toBe(
      'invalid wrong_code',
    );
    const { recoveryCodes } = await (await own()).auth.totp.confirm({ code: code(secret) });
    expect(new Set(recoveryCodes).size).toBe(10);
    expect(await (await own()).auth.totp.state()).toEqual({
      on: true,
      since: clock.now().toISOString(),
      recoveryCodesLeft: 10,
      required: false,
    });
    expect(await faultOf((await own()).auth.totp.begin())).toBe('conflict second_factor_on');
    expect(await faultOf((await own()).auth.totp.confirm({ code: code(secret, 1) }))).toBe(
      'invalid wrong_code',
    );
    expect(await two.signIns.principalOf(other.accessToken, SHARED)).toEqual({ kind: 'anonymous' });
    const kept = JSON.stringify([
      await world.query('SELECT * FROM second_factors'),
      await world.query('SELECT * FROM recovery_codes'),
      await world.log(),
    ]);
    for (const text of [secret, ...recoveryCodes]) expect(kept).not.toContain(text);
    expect((await world.log()).map(({ action }) => action).slice(-1)).toEqual([
      'user.second_factor_switched_on',
    ]);
  });

  it('ends with password and code, or with password and recovery code', async () => {
    const { secret, recoveryCodes } = await switchOn();
    const disable = async (password: string, text: string) =>
      (await own()).auth.totp.disable({ password, code: text });
    expect(await faultOf(disable('not the password', code(secret)))).toBe('invalid wrong_password');
    expect(await faultOf(disable(PASSWORD, '000000'))).toBe('invalid wrong_code');
    expect((await world.log()).at(-1)).toMatchObject({ action: 'user.proof_failed' });
    await disable(PASSWORD, code(secret));
    expect(await faultOf(one.signIn(input(), one.who({ host: tenant.host })))).toBe('none');
    const again = await switchOn();
    expect(await faultOf(disable(PASSWORD, recoveryCodes[0]!))).toBe('invalid wrong_code');
    await disable(PASSWORD, again.recoveryCodes[0]!.toUpperCase().replace('-', ' '));
    expect(await (await own()).auth.totp.state()).toMatchObject({ on: false, recoveryCodesLeft: 0 });
  });
});

describe('signing in with a second factor', () => {
  it('takes two steps, and only the second opens a session', async () => {
    const { secret } = await switchOn();
    const from = (await world.log()).length;
    const open = (await world.query('SELECT id FROM sign_in_sessions')).length;
    const text = await challenge();
    expect((await world.query('SELECT id FROM sign_in_sessions')).length).toBe(open);
    const signedIn = await second(text, { code: code(secret) });
    expect(signedIn).toMatchObject({ status: 'signed_in', mustChangePassword: false });
    expect(await one.signIns.principalOf(signedIn.accessToken, tenant.host)).toMatchObject({
      id: tenant.userId,
    });
    expect((await world.log()).slice(from)).toMatchObject([
      { tenantId: tenant.id, action: 'sign_in.second_factor_asked' },
      {
        tenantId: tenant.id,
        action: 'sign_in.succeeded',
        actor: 'user Ada Byron',
        after: { secondFactor: 'code' },
      },
    ]);
  });

  it('takes a code once, also in parallel, and none before it', async () => {
    const { secret } = await switchOn();
    const texts = await Promise.all([1, 2, 3, 4, 5].map(() => challenge()));
    const faults = await Promise.all(
      texts.map((text, n) => faultOf(second(text, { code: code(secret) }, { at: n % 2 ? one : two }))),
    );
    expect(faults.sort()).toEqual(['none', ...Array(4).fill('unauthenticated wrong_code')]);
    expect(await faultOf(second(await challenge(), { code: code(secret, -1) }))).toBe(
      'unauthenticated wrong_code',
    );
    expect(await faultOf(second(await challenge(), { code: code(secret, 1) }))).toBe('none');
  });

  it('takes each recovery code once, also in parallel, however it is written', async () => {
    const { recoveryCodes } = await switchOn();
    const [first, next] = recoveryCodes as [string, string];
    const texts = await Promise.all([1, 2, 3].map(() => challenge()));
    const faults = await Promise.all(
      texts.map((text, n) => faultOf(second(text, { recoveryCode: first }, { at: n % 2 ? one : two }))),
    );
    expect(faults.sort()).toEqual(['none', ...Array(2).fill('unauthenticated wrong_code')]);
    expect(
      await faultOf(second(await challenge(), { recoveryCode: ` ${next.toUpperCase().replace('-', '')}` })),
    ).toBe('none');
    expect(await (await own()).auth.totp.state()).toMatchObject({ recoveryCodesLeft: 8 });
  });

  it('ends where its challenge does: once, in five minutes, on its host, for that password and an able account', async () => {
    const { secret } = await switchOn();
    const fault = async (text: string, steps = 0, host = tenant.host) =>
      faultOf(second(text, { code: code(secret, steps) }, { host }));
    const dead = 'unauthenticated challenge_dead';
    const text = await challenge();
    const other = await world.settled(one);
    for (const host of [other.host, SHARED, CONSOLE]) expect(await fault(text, 0, host)).toBe(dead);
    expect(await fault(`${text.slice(0, -2)}AA`)).toBe(dead);
    expect(await fault('no challenge at all')).toBe(dead);
    // The code is still good: what was refused used nothing up.
    expect(await fault(text)).toBe('none');
    expect(await fault(text, 1)).toBe(dead);
    const late = await challenge();
    clock.advance(5 * MINUTE);
    expect(await fault(late)).toBe(dead);
    const before = await challenge();
    await world.query("UPDATE users SET state = 'disabled' WHERE id = ?", [idToBytes(tenant.userId)]);
    expect(await fault(before)).toBe(dead);
    await world.query("UPDATE users SET state = 'active' WHERE id = ?", [idToBytes(tenant.userId)]);
    const old = await challenge();
    await world.query("UPDATE users SET password_hash = 'another' WHERE id = ?", [idToBytes(tenant.userId)]);
    expect(await fault(old)).toBe(dead);
  });

  it('counts wrong codes by account, whatever challenge they come with, and writes them down', async () => {
    const { secret } = await switchOn();
    const text = await challenge();
    const wrong = String((Number(code(secret)) + 1) % 1_000_000).padStart(6, '0');
    for (let i = 0; i < 10; i++)
      expect(await faultOf(second(i % 2 ? text : await challenge(), { code: wrong }))).toBe(
        'unauthenticated wrong_code',
      );
    expect(await faultOf(second(text, { code: code(secret) }))).toBe('too_many sign_in_throttled');
    const written = (await world.log()).filter(({ tenantId }) => tenantId === tenant.id);
    expect(written.filter(({ after }) => after?.['reason'] === 'wrong_second_factor')).toHaveLength(10);
  });

  it('changes nothing about a wrong password: the same answer at the same cost', async () => {
    const cost = async () => {
      const [statements, verifications] = [one.statements, one.passwords.verifications];
      const fault = await faultOf(
        one.signIn(
          { ...input(), password: 'not the password' },
          one.who({ host: tenant.host, ip: elsewhere() }),
        ),
      );
      return `${fault} ${one.statements - statements} ${one.passwords.verifications - verifications}`;
    };
    const without = await cost();
    await switchOn();
    expect(await cost()).toBe(without);
  });
});

describe('an operator', () => {
  const platform = () => one.module.get(Platform, { strict: false }) as { operatorTotp: string };
  afterEach(() => {
    platform().operatorTotp = 'optional';
  });

  it('can only set up a second factor where it is required, and everything after', async () => {
    const email = `${newId()}@t.test`;
    await one.operators.create({ email, name: 'Olga', password: PASSWORD, role: 'admin' }, one.who());
    const at = { host: CONSOLE };
    const { accessToken: access } = await one.signIn({ login: email, password: PASSWORD }, one.who(at));
    const api = () => one.call({ accessToken: access, ...at });
    const work = async () => faultOf((await api()).users.list({ tenantId: tenant.id }));
    expect(await work()).toBe('none');
    platform().operatorTotp = 'required';
    expect(await work()).toBe('forbidden must_set_up_second_factor');
    expect((await (await api()).gate.current()).who).toMatchObject({ mustSetUpSecondFactor: true });
    const { secret } = await (await api()).auth.totp.begin();
    expect(await work()).toBe('forbidden must_set_up_second_factor');
    await (await api()).auth.totp.confirm({ code: code(secret) });
    expect(await work()).toBe('none');
    expect((await (await api()).gate.current()).who).toMatchObject({ mustSetUpSecondFactor: false });
    clock.advance(30 * SECOND);
    const disable = (await api()).auth.totp.disable({ password: PASSWORD, code: code(secret) });
    expect(await faultOf(disable)).toBe('forbidden second_factor_required');
    const text = await one.challenge({ login: email, password: PASSWORD }, one.who(at));
    expect(await faultOf(second(text, { code: code(secret) }, at as never))).toBe('none');
  });
});
