import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { clock, CONSOLE, faultOf, inTransaction, PASSWORD, SHARED, vault } from '@tenantry/accounts/test';
import { HOUR, idToBytes, MINUTE, newId } from '@tenantry/kernel';
import type { Process } from '../test/world';
import { World } from '../test/world';

const NEXT = 'lichen over the wet slate';

let world: World;
let one: Process;
let two: Process;
let tenant: Awaited<ReturnType<World['settled']>>;

let address = 0;
const elsewhere = () => `203.0.113.${++address % 250}`;
const request = async (
  login: string,
  { host = tenant.host, company = undefined as string | undefined, ip = elsewhere() } = {},
) => (await one.call({ host, ip })).auth.requestReset({ login, company });
const reset = async (token: string, password = NEXT, host = tenant.host) =>
  (await two.call({ host })).auth.reset({ token, password });
const mails = async (letter = 'password-reset') =>
  (
    await world.query<{ to_address: string; secrets: Buffer; params: string }>(
      'SELECT to_address, secrets, params FROM outbox WHERE letter = ? ORDER BY id',
      [letter],
    )
  ).map(({ to_address: to, secrets, params }) => ({
    to,
    params,
    token: secrets && (JSON.parse(vault.decrypt('outbox', secrets)).token as string),
  }));
const lastToken = async () => (await mails()).at(-1)!.token;
const set = (change: string) =>
  world.query(`UPDATE users SET ${change} WHERE tenant_id = ?`, [idToBytes(tenant.id)]);

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
  two = await world.process();
});
afterAll(() => world?.end());
beforeEach(async () => {
  tenant = await world.settled(one);
});

describe('a password is reset', () => {
  it('by a link to the account’s address, which ends every session and stands in the log', async () => {
    const signedIn = await one.signIn({ login: 'admin', password: PASSWORD }, one.who({ host: tenant.host }));
    await request('ADMIN');
    const mail = (await mails()).at(-1)!;
    expect(mail.to).toBe(tenant.email);
    expect(JSON.parse(mail.params)).toMatchObject({
      login: 'admin',
      companyName: 'Acme Ltd',
      address: `http://${tenant.host}:4300`,
    });
    expect(await reset(mail.token)).toEqual({ login: 'admin' });
    expect(await one.opens(tenant.host, PASSWORD)).toBe(false);
    expect(await one.opens(tenant.host, NEXT)).toBe(true);
    expect(await two.signIns.principalOf(signedIn.accessToken, tenant.host)).toEqual({ kind: 'anonymous' });
    const rows = (await world.log()).slice(-2);
    expect(rows).toMatchObject([
      { tenantId: tenant.id, action: 'sign_in.reset_requested', after: { sent: true } },
      { tenantId: tenant.id, action: 'user.password_reset', actor: 'user Ada Byron' },
    ]);
    expect(JSON.stringify(rows)).not.toContain(NEXT);
  });

  it('for operators too, on their own host only', async () => {
    const email = `${newId()}@t.test`;
    await one.operators.create({ email, name: 'Olga', password: PASSWORD, role: 'admin' }, one.who());
    await request(email, { host: CONSOLE });
    const token = await lastToken();
    for (const host of [tenant.host, SHARED])
      expect(await faultOf(reset(token, NEXT, host))).toBe('not_found link_dead');
    expect(await reset(token, NEXT, CONSOLE)).toEqual({ login: email });
    expect(await faultOf(one.signIn({ login: email, password: NEXT }, one.who({ host: CONSOLE })))).toBe(
      'none',
    );
  });

  it('on the tenant’s hosts and the shared one, once, by one of many, within the hour', async () => {
    await request('admin');
    const token = await lastToken();
    const other = await world.settled(one);
    for (const host of [other.host, CONSOLE])
      expect(await faultOf(reset(token, NEXT, host))).toBe('not_found link_dead');
    expect(await faultOf(reset(token, 'password12345'))).toBe('invalid password_common');
    const faults = await Promise.all([1, 2, 3].map((n) => faultOf(reset(token, `${NEXT} ${n}`, SHARED))));
    expect(faults.sort()).toEqual(['none', 'not_found link_dead', 'not_found link_dead']);
    await request('admin');
    clock.advance(1 * HOUR);
    expect(await faultOf(reset(await lastToken()))).toBe('not_found link_dead');
  });

  it('after a look at the link, which says whose it is where it works, and uses nothing up', async () => {
    const look = async (token: string, host = tenant.host) =>
      (await two.call({ host })).auth.resetLink({ token });
    await request('admin');
    const token = await lastToken();
    const rows = (await world.log()).length;
    for (const host of [tenant.host, SHARED])
      expect(await look(token, host)).toEqual({ login: 'admin', companyName: 'Acme Ltd' });
    expect((await world.log()).length).toBe(rows);
    const other = await world.settled(one);
    for (const host of [other.host, CONSOLE])
      expect(await faultOf(look(token, host))).toBe('not_found link_dead');
    expect(await faultOf(look('no token at all'))).toBe('not_found link_dead');
    await set("state = 'disabled'");
    expect(await faultOf(look(token))).toBe('not_found link_dead');
    await set("state = 'active'");
    expect(await reset(token)).toEqual({ login: 'admin' });
    expect(await faultOf(look(token))).toBe('not_found link_dead');
    await request('admin');
    clock.advance(1 * HOUR);
    expect(await faultOf(look(await lastToken()))).toBe('not_found link_dead');
  });

  it('by the newest link only, and by none once the password was changed or the account disabled', async () => {
    await request('admin');
    const first = await lastToken();
    await request('admin');
    const second = await lastToken();
    expect(second).not.toBe(first);
    expect(await faultOf(reset(first))).toBe('not_found link_dead');
    const { accessToken } = await one.signIn(
      { login: 'admin', password: PASSWORD },
      one.who({ host: tenant.host }),
    );
    await (
      await one.call({ accessToken, host: tenant.host })
    ).auth.changePassword({ current: PASSWORD, next: NEXT });
    expect(await faultOf(reset(second))).toBe('not_found link_dead');
    await request('admin');
    await set("state = 'disabled'");
    expect(await faultOf(reset(await lastToken()))).toBe('not_found link_dead');
  });

  it('never again by a link from before the tenant was disabled', async () => {
    await request('admin');
    await inTransaction(one, async () => {
      await one.tenants.disable(tenant.id, undefined, one.who());
      await one.signIns.endAllOf(tenant.id);
    });
    await inTransaction(one, () => one.tenants.enable(tenant.id, undefined, one.who()));
    expect(await faultOf(reset(await lastToken()))).toBe('not_found link_dead');
  });
});

describe('asking for a reset', () => {
  it('answers and costs the same whatever the account is, and mails only who can use it', async () => {
    const states: [string, string][] = [
      ['known', "state = 'active'"],
      ['disabled', "state = 'disabled'"],
      ['not activated', "state = 'invited', password_hash = NULL"],
      ['damaged', "state = 'active', password_hash = 'damaged'"],
    ];
    const costs: string[] = [];
    const sent: string[] = [];
    const cost = async (name: string, login: string, more = {}) => {
      const [statements, verifications, letters, rows] = [
        one.statements,
        one.passwords.verifications,
        (await mails()).length,
        (await world.log()).length,
      ];
      const answer = await request(login, more);
      costs.push(
        `${JSON.stringify(answer)} ${one.statements - statements} statements ${one.passwords.verifications - verifications} verifications ${(await world.log()).length - rows} row`,
      );
      if ((await mails()).length > letters) sent.push(name);
    };
    for (const [name, change] of states) {
      await set(change);
      await cost(name, 'admin');
    }
    await cost('unknown', 'nobody');
    expect(sent).toEqual(['known', 'damaged']);
    expect(new Set(costs).size).toBe(1);
    expect(costs[0]).toContain(' 0 verifications 1 row');
    costs.length = 0;
    await set("state = 'active'");
    await cost('shared', 'admin', { host: SHARED, company: tenant.slug });
    await cost('unknown', 'nobody', { host: SHARED, company: tenant.slug });
    await cost('no company', 'admin', { host: SHARED, company: 'there is none' });
    expect(new Set(costs).size).toBe(1);
    expect(sent.at(-1)).toBe('shared');
  });

  it('is throttled by what was typed, known or not, by all processes', async () => {
    for (const login of ['admin', 'nobody']) {
      for (let i = 0; i < 5; i++) expect(await faultOf(request(login))).toBe('none');
      const call = await two.call({ host: tenant.host, ip: elsewhere() });
      expect(await faultOf(call.auth.requestReset({ login }))).toBe('too_many sign_in_throttled');
    }
    clock.advance(15 * MINUTE);
    expect(await faultOf(request('admin'))).toBe('none');
  });

  it('never stops its victim from signing in', async () => {
    for (let i = 0; i < 6; i++) await faultOf(request('admin'));
    expect(
      await faultOf(
        one.signIn({ login: 'admin', password: PASSWORD }, one.who({ host: tenant.host, ip: elsewhere() })),
      ),
    ).toBe('none');
  });
});
