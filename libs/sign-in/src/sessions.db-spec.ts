import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { JwtService } from '@nestjs/jwt';
import { clock, CONSOLE, faultOf, inTransaction, PASSWORD, SHARED, vault } from '@tenantry/accounts/test';
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
  ];
  it.each(ends)('%s', async (_, end) => {
    expect(await principal()).toMatchObject({ kind: 'user' });
    await end();
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
    expect(await principal(accessToken, CONSOLE)).toEqual(anonymous);
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
