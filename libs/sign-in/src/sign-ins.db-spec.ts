import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clock, CONSOLE, faultOf, inTransaction, PASSWORD, SHARED } from '@tenantry/accounts/test';
import { untilOneWaits } from '@tenantry/database/test';
import { badHash } from '@tenantry/passwords/test';
import { DAY, idToBytes } from '@tenantry/kernel';
import type { DomainError } from '@tenantry/kernel';
import type { Process } from '../test/world';
import { World } from '../test/world';

let world: World;
let one: Process;
let two: Process;

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
  two = await world.process();
});
afterAll(() => world?.end());

let address = 0;
/** From a new address, so that specs do not share a throttle. */
const elsewhere = () => `203.0.113.${++address}`;
const signIn = (
  host: string,
  login: string,
  password: string,
  { company = undefined as string | undefined, ip = elsewhere(), at = one } = {},
) => at.signIn({ login, password, company }, at.who({ host, ip }));
const answerOf = (work: Promise<unknown>) =>
  work.then(
    () => 'signed in',
    ({ kind, message, details }: DomainError) => JSON.stringify({ kind, message, details }),
  );

describe('signing in', () => {
  it('lets a user in on the tenant’s host by username or address, without a company name', async () => {
    const { host, email, id } = await world.settled(one);
    for (const login of ['admin', 'ADMIN', email, email.toUpperCase()]) {
      const { accessToken, mustChangePassword } = await signIn(host, login, PASSWORD);
      expect(mustChangePassword).toBe(false);
      expect(await one.signIns.principalOf(accessToken, host)).toMatchObject({ kind: 'user', tenantId: id });
    }
  });

  it('asks for the company on the shared host, and takes slug or name', async () => {
    const { slug } = await world.settled(one, { companyName: 'Łódź Öl GmbH' });
    expect(await faultOf(signIn(SHARED, 'admin', PASSWORD))).toBe('invalid company_required');
    expect(await faultOf(signIn(SHARED, 'admin', PASSWORD, { company: slug }))).toBe('none');
    expect(await faultOf(signIn(SHARED, 'admin', PASSWORD, { company: 'łódź ol  gmbh' }))).toBe('none');
  });

  it('lets operators in on the console’s host only, and users nowhere near it', async () => {
    await one.operators.create(
      { email: 'op@t.test', name: 'Olga', password: PASSWORD, role: 'admin' },
      one.who(),
    );
    const { host, email, slug } = await world.settled(one);
    expect(await faultOf(signIn(CONSOLE, 'OP@t.test', PASSWORD))).toBe('none');
    const faults = await Promise.all([
      faultOf(signIn(host, 'op@t.test', PASSWORD)),
      faultOf(signIn(SHARED, 'op@t.test', PASSWORD, { company: slug })),
      faultOf(signIn(CONSOLE, email, PASSWORD)),
      faultOf(signIn(CONSOLE, 'admin', PASSWORD)),
    ]);
    expect(faults).toEqual(Array(4).fill('unauthenticated bad_credentials'));
  });

  it('refuses hosts that are nobody’s', async () => {
    expect(await faultOf(signIn('nobody.localhost', 'admin', PASSWORD))).toContain('not_found');
    expect(await faultOf(one.signIn({ login: 'admin', password: PASSWORD }, one.who({ host: null })))).toBe(
      'invalid host_malformed',
    );
  });

  it('is not possible on another tenant’s host', async () => {
    const a = await world.settled(one, { username: 'ada' });
    const b = await world.settled(one, { username: 'bea' });
    expect(await faultOf(signIn(a.host, 'ada', PASSWORD))).toBe('none');
    expect(await faultOf(signIn(b.host, 'ada', PASSWORD))).toBe('unauthenticated bad_credentials');
    expect(await faultOf(signIn(b.host, 'ada', PASSWORD, { company: a.slug }))).toBe(
      'unauthenticated bad_credentials',
    );
  });
});

describe('a refusal', () => {
  const spoil = (tenantId: string, change: string, ...values: unknown[]) =>
    world.query(`UPDATE users SET ${change} WHERE tenant_id = ?`, [...values, idToBytes(tenantId)]);

  it('answers alike and costs the same whatever its cause', async () => {
    const causes: Record<string, (tenant: { id: string }) => Promise<unknown>> = {
      'wrong password': async () => {},
      'unknown account': ({ id }) => spoil(id, "username_key = 'someone else'"),
      disabled: ({ id }) => spoil(id, "state = 'disabled'"),
      'not activated': ({ id }) => spoil(id, "state = 'invited', password_hash = NULL"),
      'tenant disabled': ({ id }) =>
        world.query("UPDATE tenants SET state = 'disabled' WHERE id = ?", [idToBytes(id)]),
      'damaged hash': ({ id }) => spoil(id, 'password_hash = ?', badHash.truncated),
      'not a hash': ({ id }) => spoil(id, 'password_hash = ?', badHash.text),
      'expired one-time password': ({ id }) =>
        spoil(id, 'must_change_password = 1, password_expires_at = ?', clock.now()),
    };
    const answers: Record<string, string[]> = { host: [], shared: [], nowhere: [] };
    for (const [cause, spoilIt] of Object.entries(causes)) {
      const tenant = await world.settled(one);
      await spoilIt(tenant);
      const password = cause === 'wrong password' ? 'not the password' : PASSWORD;
      for (const [place, work] of [
        ['host', () => signIn(tenant.host, 'admin', password)],
        ['shared', () => signIn(SHARED, 'admin', password, { company: tenant.slug })],
        ['nowhere', () => signIn(SHARED, 'admin', password, { company: 'no such company' })],
      ] as const) {
        const before = one.passwords.verifications;
        const logged = (await world.log()).length;
        const answer = await answerOf(work());
        const cost = one.passwords.verifications - before;
        const written = (await world.log()).length - logged;
        answers[place]!.push(`${answer} ${cost} verification ${written} row`);
      }
    }
    expect(new Set(answers['host']).size).toBe(1);
    expect(new Set([...answers['shared']!, ...answers['nowhere']!]).size).toBe(1);
    expect(answers['host']![0]).toContain('bad_credentials');
    expect(answers['host']![0]).toContain(' 1 verification 1 row');
    expect(answers['shared']![0]).toContain(' 1 verification 1 row');
  });

  it('stands in the tenant’s log with its cause, else in the platform’s, and never with the password', async () => {
    const tenant = await world.settled(one);
    const from = (await world.log()).length;
    await faultOf(signIn(tenant.host, 'admin', 'a wrong password'));
    await faultOf(signIn(tenant.host, 'hunter2-typed-here', 'a wrong password'));
    await faultOf(signIn(SHARED, 'x@y.test', 'a wrong password', { company: 'nobody' }));
    await signIn(tenant.host, 'admin', PASSWORD);
    const rows = (await world.log()).slice(from);
    expect(
      rows.map(({ tenantId, action, after }) => [tenantId, action, after?.['reason'], after?.['login']]),
    ).toEqual([
      [tenant.id, 'sign_in.failed', 'wrong_password', 'admin'],
      [tenant.id, 'sign_in.failed', 'unknown_account', 'hu…'],
      [null, 'sign_in.failed', 'unknown_account', 'x@y.test'],
      [tenant.id, 'sign_in.succeeded', undefined, undefined],
    ]);
    expect(rows[3]!.actor).toBe('user Ada Byron');
    expect(JSON.stringify(rows)).not.toMatch(/wrong password|hunter2|battery/);
  });

  it('commits its log row and its attempt though the call fails, also beside other calls', async () => {
    const { host } = await world.settled(one);
    const call = await one.call({ host, ip: elsewhere() });
    const from = (await world.log()).length;
    expect(await faultOf(call.auth.signIn({ login: 'admin', password: 'wrong wrong' }))).toBe(
      'unauthenticated bad_credentials',
    );
    expect((await world.log()).slice(from).map(({ action }) => action)).toEqual(['sign_in.failed']);
  });
});

describe('a one-time password', () => {
  it('opens a session that must set a password first, until it expires', async () => {
    const { host, password } = await world.tenant(one);
    expect((await signIn(host, 'admin', password!)).mustChangePassword).toBe(true);
    clock.advance(3 * DAY);
    expect(await faultOf(signIn(host, 'admin', password!))).toBe('unauthenticated bad_credentials');
  });
});

describe('disabling a tenant', () => {
  it('is waited for by a sign-in under way, which would outlive the switch else', async () => {
    const { host, id } = await world.settled(one);
    let settled = false;
    const underWay = await inTransaction(two, async () => {
      await two.tenants.disable(id, 'spec', two.who());
      await two.signIns.endAllOf(id);
      const work = faultOf(signIn(host, 'admin', PASSWORD)).finally(() => (settled = true));
      await untilOneWaits(world.scratch.database);
      expect(settled).toBe(false);
      return { work };
    });
    expect(await underWay.work).toBe('unauthenticated bad_credentials');
    const open = await world.query(
      'SELECT id FROM sign_in_sessions WHERE tenant_id = ? AND ended_at IS NULL',
      [idToBytes(id)],
    );
    expect(open).toEqual([]);
    expect((await world.log()).at(-1)!.after).toMatchObject({ reason: 'account_changed' });
  });
});
