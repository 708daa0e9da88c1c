import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JwtService } from '@nestjs/jwt';
import { DAY, HOUR, idToBytes, MINUTE, newId } from '@tenantry/kernel';
import { clock, CONSOLE, faultOf, inTransaction, PASSWORD, SHARED, vault, World } from '../test/world';
import type { Process } from '../test/world';

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
const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());

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

describe('an access token', () => {
  it('opens what its session may, on every process', async () => {
    expect(await principal()).toMatchObject({
      kind: 'user',
      id: tenant.userId,
      name: 'Ada Byron',
      tenantId: tenant.id,
      role: 'admin',
      mustChangePassword: false,
    });
  });

  it('is good for ten minutes on the very host it was made on', async () => {
    const other = await world.settled(one);
    for (const host of [other.host, SHARED, CONSOLE, null])
      expect(await principal(undefined, host)).toEqual(anonymous);
    clock.advance(10 * MINUTE - 1_000);
    expect(await principal()).toMatchObject({ kind: 'user' });
    clock.advance(1_000);
    expect(await principal()).toEqual(anonymous);
  });

  it.each([
    ['another key', { secret: 'x'.repeat(32) }, {}],
    ['no signature at all', { algorithm: 'none', secret: undefined }, {}],
    ['another algorithm', { algorithm: 'HS512' }, {}],
    ['another issuer', { issuer: 'someone' }, {}],
    ['another audience', { audience: 'tenantry-other' }, {}],
    ['another host', {}, { host: 'x' }],
    ['another person', {}, { sub: newId() }],
    ['another tenant', {}, { tid: newId() }],
    ['no tenant', {}, { tid: null }],
    ['the claim to be an operator', {}, { kind: 'operator', tid: null }],
    ['another session', {}, { sid: newId() }],
    ['a session that is no id', {}, { sid: 'x' }],
  ])('with %s is nobody’s', async (_, sign, change) => {
    const { iss, aud, ...claims } = claimsOf(signedIn.accessToken);
    const { secret, ...options } = {
      secret: vault.key('access-jwt'),
      algorithm: 'HS256',
      issuer: iss,
      audience: aud,
      ...sign,
    } as Record<string, unknown>;
    const forge = (payload: object) => new JwtService({ secret: secret as string }).sign(payload, options);
    if (Object.keys(sign).length === 0)
      expect(await principal(forge(claims))).toMatchObject({ kind: 'user' });
    expect(await principal(forge({ ...claims, ...change }))).toEqual(anonymous);
  });

  it('is not a session token, nor the other way round, and neither is a key', async () => {
    expect(await principal(signedIn.sessionToken)).toEqual(anonymous);
    expect(await faultOf(one.signIns.refresh(signedIn.accessToken, tenant.host))).toBe(
      'unauthenticated session_ended',
    );
    expect(await one.apiKeys.principalOf(signedIn.accessToken)).toEqual(anonymous);
    expect(await one.apiKeys.principalOf(signedIn.sessionToken)).toEqual(anonymous);
    expect(
      await faultOf(
        (await one.call({ host: tenant.host })).auth.activation({ token: signedIn.sessionToken }),
      ),
    ).toBe('not_found link_dead');
  });
});

describe('a session ends at once, on every process, when', () => {
  const ends: [string, () => Promise<unknown>][] = [
    [
      'its user is disabled',
      () => world.query("UPDATE users SET state = 'disabled' WHERE tenant_id = ?", [idToBytes(tenant.id)]),
    ],
    [
      'its tenant is disabled',
      () => world.query("UPDATE tenants SET state = 'disabled' WHERE id = ?", [idToBytes(tenant.id)]),
    ],
    [
      'its host is no longer valid',
      () =>
        world.query("UPDATE tenant_hosts SET state = 'disabled' WHERE tenant_id = ?", [idToBytes(tenant.id)]),
    ],
    [
      'its host belongs to another',
      async () => {
        const other = await world.settled(one);
        await world.query('UPDATE tenant_hosts SET tenant_id = ? WHERE host = ?', [
          idToBytes(other.id),
          tenant.host,
        ]);
      },
    ],
    ['all sessions of the tenant end', () => inTransaction(one, () => one.signIns.endAllOf(tenant.id))],
    [
      'its user signs out',
      async () => (await one.call({ accessToken: signedIn.accessToken, host: tenant.host })).auth.signOut(),
    ],
  ];
  it.each(ends)('%s', async (_, end) => {
    expect(await principal()).toMatchObject({ kind: 'user' });
    await end();
    expect(await principal()).toEqual(anonymous);
    expect(await faultOf(two.signIns.refresh(signedIn.sessionToken, tenant.host))).toBe(
      'unauthenticated session_ended',
    );
  });

  it('and stays ended when the tenant is enabled again', async () => {
    await inTransaction(one, async () => {
      await one.tenants.disable(tenant.id, undefined, one.who());
      await one.signIns.endAllOf(tenant.id);
    });
    await inTransaction(one, () => one.tenants.enable(tenant.id, undefined, one.who()));
    expect(await principal()).toEqual(anonymous);
    expect(await principal((await signIn()).accessToken)).toMatchObject({ kind: 'user' });
  });

  it('an operator is disabled', async () => {
    const email = `${newId()}@t.test`;
    await one.operators.create({ email, name: 'Olga', password: PASSWORD, role: 'support' }, one.who());
    const { accessToken } = await one.signIns.signIn(
      { login: email, password: PASSWORD },
      one.who({ host: CONSOLE }),
    );
    expect(await principal(accessToken, CONSOLE)).toMatchObject({
      kind: 'operator',
      name: 'Olga',
      role: 'support',
    });
    expect(await principal(accessToken, SHARED)).toEqual(anonymous);
    await world.query("UPDATE operators SET state = 'disabled'");
    expect(await principal(accessToken, CONSOLE)).toEqual(anonymous);
  });
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
    expect(faults.sort()).toEqual([
      'conflict password_changed_meanwhile',
      'conflict password_changed_meanwhile',
      'none',
    ]);
  });

  it('is all that a one-time password allows, and frees from it', async () => {
    const fresh = await world.tenant(one);
    const { accessToken } = await one.signIns.signIn(
      { login: 'admin', password: fresh.password! },
      one.who({ host: fresh.host }),
    );
    const call = () => one.call({ accessToken, host: fresh.host });
    expect(await faultOf((await call()).users.list({}))).toBe('forbidden must_change_password');
    expect((await (await call()).gate.current()).who).toMatchObject({ mustChangePassword: true });
    await (await call()).auth.changePassword({ current: fresh.password!, next });
    expect(await faultOf((await call()).users.list({}))).toBe('none');
    clock.advance(4 * DAY);
    expect(
      await faultOf(one.signIns.signIn({ login: 'admin', password: next }, one.who({ host: fresh.host }))),
    ).toBe('none');
  });
});

describe('the gate', () => {
  it('says whose host it is and who looks, in the one statement that checks the session', async () => {
    const { id, slug, host, email } = tenant;
    const profile = { id, slug, companyName: 'Acme Ltd', timeZone: 'Europe/London', language: 'en' };
    const who = {
      kind: 'user',
      name: 'Ada Byron',
      email,
      role: 'admin',
      language: 'en',
      timeZone: 'Europe/London',
      mustChangePassword: false,
      tenant: profile,
    };
    const before = one.statements;
    const view = await (await one.call({ accessToken: signedIn.accessToken, host })).gate.current();
    expect(one.statements - before).toBe(1);
    expect(view).toMatchObject({ surface: 'portal', tenant: { ...profile, state: 'enabled' }, who });
    const shared = await signIn(SHARED);
    expect(
      await (await one.call({ accessToken: shared.accessToken, host: SHARED })).gate.current(),
    ).toMatchObject({
      surface: 'portal',
      tenant: null,
      who,
    });
  });

  it('shows strangers the surface, a disabled tenant’s too, and nothing on a foreign host', async () => {
    const gate = async (host: string | null) => (await one.call({ host })).gate.current();
    expect(await gate(CONSOLE)).toEqual({ surface: 'console', who: null });
    expect(await gate(SHARED)).toEqual({ surface: 'portal', tenant: null, who: null });
    await world.query("UPDATE tenants SET state = 'disabled' WHERE id = ?", [idToBytes(tenant.id)]);
    expect(await gate(tenant.host)).toMatchObject({
      tenant: { id: tenant.id, state: 'disabled' },
      who: null,
    });
    expect(await faultOf(gate('nobody.localhost'))).toBe('not_found host_unknown');
    expect(await faultOf(gate(null))).toBe('invalid host_malformed');
  });
});

describe('without a database', () => {
  it('nobody is guessed to be anyone: the answer is unavailable', async () => {
    const lost = await world.process();
    await lost.close();
    expect(await faultOf(lost.signIns.principalOf(signedIn.accessToken, tenant.host))).toBe(
      'unavailable unavailable',
    );
    world.processes.splice(world.processes.indexOf(lost), 1);
  });
});
