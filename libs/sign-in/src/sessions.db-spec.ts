import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JwtService } from '@nestjs/jwt';
import {
  clock,
  CONSOLE,
  everywhere,
  faultOf,
  inTransaction,
  PASSWORD,
  SHARED,
  vault,
} from '@tenantry/accounts/test';
import { idToBytes, MINUTE, newId } from '@tenantry/kernel';
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

  it('is not a session token, nor the other way round', async () => {
    expect(await principal(signedIn.sessionToken)).toEqual(anonymous);
    expect(await faultOf(one.signIns.refresh(signedIn.accessToken, one.who({ host: tenant.host })))).toBe(
      'unauthenticated session_ended',
    );
    expect(
      await faultOf(
        (await one.call({ host: tenant.host })).auth.activation({ token: signedIn.sessionToken }),
      ),
    ).toBe('not_found link_dead');
  });
});

describe('a session ends within half a second, on every process, when', () => {
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
  ];
  it.each(ends)('%s', async (_, end) => {
    expect(await principal()).toMatchObject({ kind: 'user' });
    await end();
    everywhere();
    expect(await principal()).toEqual(anonymous);
    expect(await faultOf(two.signIns.refresh(signedIn.sessionToken, two.who({ host: tenant.host })))).toBe(
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
    const { accessToken } = await one.signIn(
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
    everywhere();
    expect(await principal(accessToken, CONSOLE)).toEqual(anonymous);
  });
});

describe('what a process remembers of a session', () => {
  const cost = async (ask: () => Promise<unknown>) => {
    const before = one.statements;
    await ask();
    return one.statements - before;
  };
  const here = () => principal(undefined, undefined, one);

  it('saves it from asking for half a second, and no longer', async () => {
    expect(await cost(here)).toBe(1);
    clock.advance(499);
    expect(await cost(async () => [await here(), await here()])).toBe(0);
    clock.advance(1);
    expect(await cost(async () => [await here(), await here()])).toBe(1);
  });

  it('is gone at once when it ends sessions or changes people itself, unless that is undone', async () => {
    await here();
    await inTransaction(one, async () => {
      await one.signIns.endAllOf(tenant.id);
      throw new Error('undone');
    }).catch(() => undefined);
    expect(await cost(here)).toBe(0);
    one.signIns.noticeChange();
    expect(await cost(here)).toBe(1);
    await inTransaction(one, () => one.signIns.endAllOf(tenant.id));
    expect(await here()).toEqual(anonymous);
  });

  it('tells nothing of anybody else: another token of the same session is looked at by itself', async () => {
    await here();
    const { iss, aud, ...claims } = claimsOf(signedIn.accessToken);
    const options = { secret: vault.key('access-jwt'), issuer: iss, audience: aud };
    for (const change of [
      { sub: newId() },
      { tid: newId() },
      { host: SHARED },
      { kind: 'operator', tid: null },
    ]) {
      const token = new JwtService(options).sign({ ...claims, ...change }, { issuer: iss, audience: aud });
      for (const host of [tenant.host, SHARED]) expect(await principal(token, host, one)).toEqual(anonymous);
    }
  });

  it('is no excuse for refreshing: that asks the session itself', async () => {
    await here();
    await world.query('UPDATE sign_in_sessions SET ended_at = ? WHERE tenant_id = ?', [
      clock.now(),
      idToBytes(tenant.id),
    ]);
    expect(await faultOf(one.signIns.refresh(signedIn.sessionToken, one.who({ host: tenant.host })))).toBe(
      'unauthenticated session_ended',
    );
  });
});

describe('without a database', () => {
  it('nobody is guessed to be anyone: the answer is unavailable', async () => {
    const lost = await world.process();
    const ask = () => lost.signIns.principalOf(signedIn.accessToken, tenant.host);
    expect(await ask()).toMatchObject({ kind: 'user' });
    await lost.close();
    everywhere();
    expect(await faultOf(ask())).toBe('unavailable unavailable');
    world.processes.splice(world.processes.indexOf(lost), 1);
  });
});
