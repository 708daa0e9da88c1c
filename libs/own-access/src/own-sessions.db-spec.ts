import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { clock, CONSOLE, everywhere, faultOf, PASSWORD, SHARED } from '@tenantry/accounts/test';
import { HOUR, idToBytes, newId } from '@tenantry/kernel';
import type { Process } from '../test/world';
import { World } from '../test/world';

let world: World;
let one: Process;
let two: Process;
let tenant: Awaited<ReturnType<World['settled']>>;

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0';
const anonymous = { kind: 'anonymous' };
const signIn = (host = tenant.host, more = {}) =>
  one.signIn({ login: 'admin', password: PASSWORD, company: tenant.slug }, one.who({ host, ...more }));
const principal = (accessToken: string, host = tenant.host) => {
  everywhere();
  return two.signIns.principalOf(accessToken, host);
};
const as = (accessToken: string, host = tenant.host) => one.call({ accessToken, host });

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
  two = await world.process();
});
afterAll(() => world?.end());
beforeEach(async () => {
  tenant = await world.settled(one);
});

describe('one’s own sessions', () => {
  it('are listed with their device and the place of their last use', async () => {
    const first = await signIn(tenant.host, { ip: '203.0.113.1', userAgent: firefox });
    clock.advance(1 * HOUR);
    const second = await signIn(SHARED, { ip: '203.0.113.2', userAgent: 'curl/8' });
    clock.advance(1 * HOUR);
    await two.signIns.refresh(
      first.sessionToken,
      two.who({ host: tenant.host, ip: '2001:db8::7', userAgent: firefox }),
    );
    const access = (
      await two.signIns.refresh(second.sessionToken, two.who({ host: SHARED, ip: '203.0.113.2' }))
    ).accessToken;
    const list = await (await as(access, SHARED)).auth.sessions();
    expect(
      list.map(({ current, device, ip, host }) => [current, device.browser, device.system, ip, host]).sort(),
    ).toEqual([
      [false, 'Firefox', 'Linux', '2001:db8::7', tenant.host],
      [true, null, null, '203.0.113.2', SHARED],
    ]);
    expect(list[0]).toMatchObject({ lastUsedAt: clock.now().toISOString() });
    expect(JSON.stringify(list)).not.toContain(first.sessionToken.split('.')[1]);
    clock.advance(12 * HOUR);
    const fresh = await signIn();
    expect(await (await as(fresh.accessToken)).auth.sessions()).toHaveLength(1);
  });

  it('end one by one, all others at once, and by signing out, each written down', async () => {
    const [here, there, elsewhere] = [await signIn(), await signIn(), await signIn(SHARED)];
    const api = await as(here.accessToken);
    const other = (await api.auth.sessions()).find(({ host, current }) => !current && host === tenant.host)!;
    await api.auth.endSession({ id: other.id });
    expect(await principal(there.accessToken)).toEqual(anonymous);
    expect(await principal(elsewhere.accessToken, SHARED)).toMatchObject({ kind: 'user' });
    expect(await api.auth.endOtherSessions()).toEqual({ ended: 1 });
    expect(await principal(elsewhere.accessToken, SHARED)).toEqual(anonymous);
    expect(await principal(here.accessToken)).toMatchObject({ kind: 'user' });
    await api.auth.signOut();
    expect(await principal(here.accessToken)).toEqual(anonymous);
    expect(await faultOf(two.signIns.refresh(here.sessionToken, two.who({ host: tenant.host })))).toBe(
      'unauthenticated session_ended',
    );
    const actions = (await world.log()).map(({ action }) => action).slice(-3);
    expect(actions).toEqual(['sign_in.ended', 'sign_in.others_ended', 'sign_in.ended']);
  });

  it('are nobody else’s to see or end', async () => {
    const mine = await signIn();
    const other = await world.settled(one);
    const stranger = await one.signIn({ login: 'admin', password: PASSWORD }, one.who({ host: other.host }));
    const id = (await (await as(mine.accessToken)).auth.sessions())[0]!.id;
    const api = await as(stranger.accessToken, other.host);
    expect((await api.auth.sessions()).map((session) => session.id)).not.toContain(id);
    for (const foreign of [id, newId()])
      expect(await faultOf(api.auth.endSession({ id: foreign }))).toContain('not_found');
    expect(await principal(mine.accessToken)).toMatchObject({ kind: 'user' });
  });

  it('are an operator’s too', async () => {
    const email = `${newId()}@t.test`;
    await one.operators.create({ email, name: 'Olga', password: PASSWORD, role: 'auditor' }, one.who());
    const { accessToken } = await one.signIn(
      { login: email, password: PASSWORD },
      one.who({ host: CONSOLE }),
    );
    const api = await as(accessToken, CONSOLE);
    expect(await api.auth.sessions()).toMatchObject([{ current: true, host: CONSOLE }]);
    await api.auth.signOut();
    expect(await principal(accessToken, CONSOLE)).toEqual(anonymous);
  });
});

describe('a request half a second later, on every process, knows', () => {
  const set = (change: string) =>
    world.query(`UPDATE users SET ${change} WHERE tenant_id = ?`, [idToBytes(tenant.id)]);

  it('another role, without a new access token', async () => {
    const { accessToken } = await signIn();
    const ask = async () => {
      everywhere();
      return faultOf((await two.call({ accessToken, host: tenant.host })).users.list({}));
    };
    expect(await ask()).toBe('none');
    await set("role = 'agent'");
    expect(await ask()).toBe('forbidden not_allowed');
    await set("role = 'admin'");
    expect(await ask()).toBe('none');
  });

  it('that the account is disabled, and that somebody changed the password', async () => {
    const [here, there] = [await signIn(), await signIn()];
    await (
      await as(here.accessToken)
    ).auth.changePassword({ current: PASSWORD, next: 'quite another pass phrase' });
    expect(await principal(there.accessToken)).toEqual(anonymous);
    expect(await principal(here.accessToken)).toMatchObject({ kind: 'user' });
    await set("state = 'disabled'");
    expect(await principal(here.accessToken)).toEqual(anonymous);
  });
});
