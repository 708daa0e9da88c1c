import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { clock, faultOf, PASSWORD, SHARED } from '@tenantry/accounts/test';
import { DAY, idToBytes } from '@tenantry/kernel';
import type { Process } from '../test/world';
import { World } from '../test/world';

let world: World;
let one: Process;
let two: Process;
let tenant: Awaited<ReturnType<World['settled']>>;
let signedIn: Awaited<ReturnType<typeof signIn>>;

const anonymous = { kind: 'anonymous' };
const signIn = (host = tenant.host) =>
  one.signIn({ login: 'admin', password: PASSWORD, company: tenant.slug }, one.who({ host }));
const principal = (accessToken = signedIn.accessToken, host: string | null = tenant.host, at = two) =>
  at.signIns.principalOf(accessToken, host);

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
  two = await world.process();
});
afterAll(() => world?.end());
beforeEach(async () => {
  tenant = await world.settled(one);
  signedIn = await signIn();
});

describe('changing one’s password', () => {
  const next = 'a new and longer one';
  const change = async (current: string, password: string, token = signedIn.accessToken) =>
    (await one.call({ accessToken: token, host: tenant.host })).auth.changePassword({
      current,
      next: password,
    });

  it('ends the other sessions, keeps this one, and stands in the log', async () => {
    const other = await signIn(SHARED);
    await change(PASSWORD, next);
    expect(await principal()).toMatchObject({ kind: 'user' });
    expect(await principal(other.accessToken, SHARED)).toEqual(anonymous);
    expect(await faultOf(signIn())).toBe('unauthenticated bad_credentials');
    const rows = (await world.log()).filter(({ action }) => action === 'user.password_changed');
    expect(rows.at(-1)).toMatchObject({ tenantId: tenant.id, after: { mustChangePassword: false } });
    expect(JSON.stringify(await world.log())).not.toContain(next);
  });

  it('wants the old one, and a new one that keeps the rules', async () => {
    expect(await faultOf(change('not the old one', next))).toBe('invalid wrong_password');
    expect(await faultOf(change(PASSWORD, 'short'))).toBe('invalid password_short');
    expect(await faultOf(change(PASSWORD, tenant.email))).toBe('invalid password_guessable');
    expect(await faultOf(change(PASSWORD, PASSWORD))).toBe('invalid password_unchanged');
    for (let i = 0; i < 10; i++) await faultOf(change('not the old one', next));
    expect(await faultOf(change(PASSWORD, next))).toBe('too_many sign_in_throttled');
  });

  it('is won by one of two at once', async () => {
    const faults = await Promise.all([1, 2, 3].map((n) => faultOf(change(PASSWORD, `${next} ${n}`))));
    // One that starts after the winner has finished finds its old password wrong.
    const lost = ['conflict password_changed_meanwhile', 'invalid wrong_password'];
    expect(faults.filter((fault) => fault === 'none')).toHaveLength(1);
    for (const fault of faults) expect(['none', ...lost]).toContain(fault);
  });

  it('is too late once a one-time password has run out, also for who came in with it in time', async () => {
    const fresh = await world.tenant(one);
    const { accessToken } = await one.signIn(
      { login: 'admin', password: fresh.password! },
      one.who({ host: fresh.host }),
    );
    await world.query('UPDATE users SET password_expires_at = ? WHERE tenant_id = ?', [
      clock.now(),
      idToBytes(fresh.id),
    ]);
    const late = (await one.call({ accessToken, host: fresh.host })).auth.changePassword({
      current: fresh.password!,
      next,
    });
    expect(await faultOf(late)).toBe('conflict one_time_over');
  });

  it('is all that a one-time password allows, and frees from it', async () => {
    const fresh = await world.tenant(one);
    const { accessToken } = await one.signIn(
      { login: 'admin', password: fresh.password! },
      one.who({ host: fresh.host }),
    );
    const call = () => one.call({ accessToken, host: fresh.host });
    expect(await faultOf((await call()).users.list({}))).toBe('forbidden must_change_password');
    expect((await (await call()).gate.current()).who).toMatchObject({ mustChangePassword: true });
    await (await call()).auth.changePassword({ current: fresh.password!, next });
    expect(await faultOf((await call()).users.list({}))).toBe('none');
    clock.advance(4 * DAY);
    expect(await faultOf(one.signIn({ login: 'admin', password: next }, one.who({ host: fresh.host })))).toBe(
      'none',
    );
  });
});
