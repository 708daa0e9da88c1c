import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { clock, CONSOLE, faultOf, PASSWORD, SHARED } from '@tenantry/accounts/test';
import { DAY, HOUR, MINUTE } from '@tenantry/kernel';
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

const refresh = (sessionToken: string, at = two, host: string | null = tenant.host) =>
  at.signIns.refresh(sessionToken, at.who({ host }));

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

describe('refreshing', () => {
  it('gives a new access token on the session’s host only', async () => {
    clock.advance(9 * MINUTE);
    const { accessToken, sessionToken } = await refresh(signedIn.sessionToken);
    clock.advance(9 * MINUTE);
    expect(await principal()).toEqual(anonymous);
    expect(await principal(accessToken)).toMatchObject({ kind: 'user' });
    const other = await world.settled(one);
    for (const host of [other.host, SHARED, CONSOLE, null])
      expect(await faultOf(refresh(sessionToken, two, host))).toBe('unauthenticated session_ended');
    const [sid] = signedIn.sessionToken.split('.');
    for (const token of [`${sid}.guess`, sid!, '', 'x.y'])
      expect(await faultOf(refresh(token))).toBe('unauthenticated session_ended');
    expect(await faultOf(refresh(sessionToken))).toBe('none');
  });

  it('keeps a session that is used, up to seven days', async () => {
    let { sessionToken } = signedIn;
    for (let hours = 11; hours < 7 * 24; hours += 11) {
      clock.advance(11 * HOUR);
      ({ sessionToken } = await refresh(sessionToken));
    }
    clock.advance(7 * DAY - 15 * 11 * HOUR);
    expect(await faultOf(refresh(sessionToken))).toBe('unauthenticated session_ended');
  });

  it('is too late after twelve idle hours', async () => {
    clock.advance(12 * HOUR);
    expect(await faultOf(refresh(signedIn.sessionToken))).toBe('unauthenticated session_ended');
  });

  it('works for a page opened through a link from elsewhere', async () => {
    const call = await one.call({ host: tenant.host, fetchSite: 'cross-site' });
    expect(await faultOf(call.auth.refresh({ sessionToken: signedIn.sessionToken }))).toBe('none');
    expect(await faultOf(call.auth.signIn({ login: 'admin', password: PASSWORD }))).toBe(
      'forbidden foreign_origin',
    );
  });

  it('keeps only a hash of the token', async () => {
    const rows = await world.query('SELECT * FROM sign_in_sessions');
    const kept = JSON.stringify(rows);
    expect(kept).not.toContain(signedIn.sessionToken.split('.')[1]);
  });
});

describe('a session’s token', () => {
  const fresh = async () => {
    const signedIn = await signIn();
    return { ...signedIn, token: signedIn.sessionToken };
  };

  it('is another after each refresh, and the last one goes on', async () => {
    const seen = new Set([signedIn.sessionToken]);
    let { sessionToken } = signedIn;
    for (let turn = 0; turn < 5; turn++) {
      ({ sessionToken } = await refresh(sessionToken, turn % 2 ? one : two));
      seen.add(sessionToken);
    }
    expect(seen.size).toBe(6);
    const { accessToken } = await refresh(sessionToken);
    expect(await principal(accessToken)).toMatchObject({ kind: 'user' });
  });

  it('that is repeated within 30 seconds gets the same successor from every process, also at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => refresh(signedIn.sessionToken, n % 2 ? one : two)),
    );
    clock.advance(30_000);
    answers.push(await refresh(signedIn.sessionToken, one));
    expect(new Set(answers.map(({ sessionToken }) => sessionToken)).size).toBe(1);
    for (const { accessToken } of answers)
      expect(await principal(accessToken)).toMatchObject({ kind: 'user' });
    expect((await world.log()).map(({ action }) => action)).not.toContain('sign_in.token_reused');
  });

  it('that was replaced several times meanwhile leads to the newest', async () => {
    const first = await refresh(signedIn.sessionToken);
    clock.advance(10_000);
    const second = await refresh(first.sessionToken, one);
    const third = await refresh(second.sessionToken);
    clock.advance(20_000);
    expect((await refresh(signedIn.sessionToken, one)).sessionToken).toBe(third.sessionToken);
  });

  it('that comes back later is in two hands: the session ends for both, which is written down once', async () => {
    const { token, accessToken } = await fresh();
    const { sessionToken } = await refresh(token);
    clock.advance(30_001);
    const from = (await world.log()).length;
    for (const old of [token, token])
      expect(await faultOf(refresh(old, one))).toBe('unauthenticated session_ended');
    expect(await faultOf(refresh(sessionToken))).toBe('unauthenticated session_ended');
    expect(await principal(accessToken)).toEqual(anonymous);
    expect((await world.log()).slice(from)).toMatchObject([
      { tenantId: tenant.id, action: 'sign_in.token_reused', after: { host: tenant.host } },
    ]);
    expect(await principal(signedIn.accessToken, tenant.host, one)).toMatchObject({ kind: 'user' });
  });

  it('that was never one ends nothing, whoever knows the session’s id', async () => {
    const [sid] = signedIn.sessionToken.split('.');
    clock.advance(60_000);
    expect(await faultOf(refresh(`${sid}.${'A'.repeat(43)}`))).toBe('unauthenticated session_ended');
    expect(await faultOf(refresh(signedIn.sessionToken, two, SHARED))).toBe('unauthenticated session_ended');
    expect(await faultOf(refresh(signedIn.sessionToken))).toBe('none');
  });
});
