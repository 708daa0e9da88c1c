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
  one.signIns.signIn({ login: 'admin', password: PASSWORD, company: tenant.slug }, one.who({ host }));
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

describe('refreshing', () => {
  it('gives a new access token on the session’s host only', async () => {
    clock.advance(9 * MINUTE);
    const { accessToken } = await two.signIns.refresh(signedIn.sessionToken, tenant.host);
    clock.advance(9 * MINUTE);
    expect(await principal()).toEqual(anonymous);
    expect(await principal(accessToken)).toMatchObject({ kind: 'user' });
    const other = await world.settled(one);
    for (const host of [other.host, SHARED, CONSOLE, null])
      expect(await faultOf(two.signIns.refresh(signedIn.sessionToken, host))).toBe(
        'unauthenticated session_ended',
      );
    const [sid] = signedIn.sessionToken.split('.');
    for (const token of [`${sid}.guess`, sid!, '', 'x.y'])
      expect(await faultOf(two.signIns.refresh(token, tenant.host))).toBe('unauthenticated session_ended');
  });

  it('keeps a session that is used, up to seven days', async () => {
    for (let hours = 11; hours < 7 * 24; hours += 11) {
      clock.advance(11 * HOUR);
      expect(await faultOf(two.signIns.refresh(signedIn.sessionToken, tenant.host))).toBe('none');
    }
    clock.advance(7 * DAY - 15 * 11 * HOUR);
    expect(await faultOf(two.signIns.refresh(signedIn.sessionToken, tenant.host))).toBe(
      'unauthenticated session_ended',
    );
  });

  it('is too late after twelve idle hours', async () => {
    clock.advance(12 * HOUR);
    expect(await faultOf(two.signIns.refresh(signedIn.sessionToken, tenant.host))).toBe(
      'unauthenticated session_ended',
    );
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
