import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CONSOLE, faultOf, inTransaction, PASSWORD, SHARED } from '@tenantry/accounts/test';
import { Database } from '@tenantry/database';
import { idToBytes, newId } from '@tenantry/kernel';
import mysql from 'mysql2/promise';
import type { Process } from '../test/world';
import { World } from '../test/world';

let world: World;
let one: Process;

let address = 0;
const elsewhere = () => `203.0.113.${++address % 250}`;
const signIn = (host: string, login: string, password = PASSWORD, company?: string) =>
  one.signIn({ login, password, company }, one.who({ host, ip: elsewhere() }));
const operator = async () => {
  const email = `${newId()}@t.test`;
  await one.operators.create({ email, name: 'Olga', password: PASSWORD, role: 'admin' }, one.who());
  return email;
};

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
});
afterAll(() => world?.end());

describe('a rush of sign-ins', () => {
  it('gives each their own answer, session and log row, for fewer statements than one after another', async () => {
    const tenants = [await world.settled(one), await world.settled(one)];
    const staff = [await operator(), await operator()];
    const each = () => [
      ...tenants.map(({ host }) => signIn(host, 'admin')),
      ...tenants.map(({ slug }) => signIn(SHARED, 'admin', PASSWORD, slug)),
      ...staff.map((email) => signIn(CONSOLE, email)),
      signIn(tenants[0]!.host, 'admin', 'wrong wrong'),
      signIn(tenants[1]!.host, 'nobody'),
      signIn(CONSOLE, 'nobody@t.test'),
      signIn(CONSOLE, staff[0]!, 'wrong wrong'),
    ];
    const [rows, alone] = [(await world.log()).length, one.statements];
    await signIn(tenants[0]!.host, 'admin');
    const cost = one.statements - alone;
    const before = one.statements;
    const all = [...each(), ...each()];
    const faults = await Promise.all(all.map((attempt) => faultOf(attempt)));
    expect(one.statements - before).toBeLessThan(all.length * cost * 0.8);
    const [good, bad] = ['none', 'unauthenticated bad_credentials'];
    const expected = [...Array<string>(6).fill(good), ...Array<string>(4).fill(bad)];
    expect(faults).toEqual([...expected, ...expected]);
    const opened = (await Promise.allSettled(all)).flatMap((each) =>
      each.status === 'fulfilled' ? [each.value] : [],
    );
    expect(new Set(opened.map(({ sessionToken }) => sessionToken)).size).toBe(12);
    const people = await Promise.all(
      opened.map(async ({ accessToken }, index) => {
        const host = [tenants[0]!.host, tenants[1]!.host, SHARED, SHARED, CONSOLE, CONSOLE][index % 6]!;
        const principal = await one.signIns.principalOf(accessToken, host);
        return principal.kind === 'user' ? principal.tenantId : principal.kind;
      }),
    );
    const [a, b] = tenants.map(({ id }) => id);
    expect(people.slice(0, 6)).toEqual([a, b, a, b, 'operator', 'operator']);
    expect(people.slice(6)).toEqual(people.slice(0, 6));
    const written = (await world.log()).slice(rows + 1);
    const count = (action: string, tenantId: string | null) =>
      written.filter((row) => row.action === action && row.tenantId === tenantId).length;
    for (const tenantId of [a!, b!]) {
      expect(count('sign_in.succeeded', tenantId)).toBe(4);
      expect(count('sign_in.failed', tenantId)).toBe(2);
    }
    expect([count('sign_in.succeeded', null), count('sign_in.failed', null)]).toEqual([4, 4]);
    expect(await world.query("SELECT id FROM sign_in_attempts WHERE outcome = 'pending'")).toEqual([]);
  });

  it('keeps nobody waiting for the tenant of somebody else that is being disabled', async () => {
    const [held, free] = [await world.settled(one), await world.settled(one)];
    const staff = await operator();
    const blocker = await mysql.createConnection(world.scratch.url);
    await blocker.beginTransaction();
    await blocker.query("UPDATE tenants SET state = 'disabled' WHERE id = ?", [idToBytes(held.id)]);
    const stuck = faultOf(signIn(held.host, 'admin'));
    // In the same round as somebody who is refused anyway.
    const beside = [faultOf(signIn(held.host, 'nobody')), faultOf(signIn(held.host, 'admin', 'wrong wrong'))];
    expect(await Promise.all(beside)).toEqual(Array(2).fill('unauthenticated bad_credentials'));
    const others = [signIn(free.host, 'admin'), signIn(CONSOLE, staff), signIn(free.host, 'nobody')];
    const rest = [1, 2, 3].map(() => signIn(free.host, 'admin'));
    expect(await Promise.all([...others, ...rest].map((each) => faultOf(each)))).toEqual([
      ...['none', 'none', 'unauthenticated bad_credentials'],
      ...['none', 'none', 'none'],
    ]);
    await blocker.commit();
    await blocker.end();
    expect(await stuck).toBe('unauthenticated bad_credentials');
    expect((await world.log()).filter(({ tenantId }) => tenantId === held.id).at(-1)).toMatchObject({
      action: 'sign_in.failed',
      after: { reason: 'account_changed' },
    });
  });

  it('lets nobody in whose password was changed meanwhile, and everybody else', async () => {
    const tenant = await world.settled(one);
    const verify = one.passwords.verify.bind(one.passwords);
    one.passwords.verify = async (...call) => {
      const right = await verify(...call);
      await inTransaction(one, () =>
        world.query("UPDATE users SET password_hash = 'another' WHERE tenant_id = ?", [idToBytes(tenant.id)]),
      );
      return right;
    };
    const staff = [await operator(), await operator()];
    const all = [signIn(tenant.host, 'admin'), ...staff.map((email) => signIn(CONSOLE, email))];
    expect(await Promise.all(all.map((each) => faultOf(each)))).toEqual([
      'unauthenticated bad_credentials',
      'none',
      'none',
    ]);
    one.passwords.verify = verify;
  });

  it('refuses nobody whose round was written, when the answer to its commit got lost', async () => {
    const staff = await Promise.all([operator(), operator(), operator()]);
    const database = one.module.get(Database, { strict: false });
    const transaction = database.transaction.bind(database);
    const verify = one.passwords.verify.bind(one.passwords);
    const { promise: all, resolve: meet } = Promise.withResolvers<void>();
    let verified = 0;
    one.passwords.verify = async (...call) => {
      const right = await verify(...call);
      if (++verified === staff.length) meet();
      await all;
      return right;
    };
    let lost = false;
    database.transaction = async (work) => {
      const result = await transaction(work);
      if (lost || !Array.isArray(result) || result.length < 2) return result;
      lost = true;
      throw Object.assign(new Error('Connection lost'), { code: 'PROTOCOL_CONNECTION_LOST', fatal: true });
    };
    const settled = await Promise.allSettled(staff.map((email) => signIn(CONSOLE, email)));
    database.transaction = transaction;
    one.passwords.verify = verify;
    expect(lost).toBe(true);
    const fates = settled.map((each) => (each.status === 'fulfilled' ? 'in' : each.reason.message));
    expect(fates).toContain('Connection lost');
    expect(fates.filter((fate) => fate !== 'in' && fate !== 'Connection lost')).toEqual([]);
    expect((await world.log()).slice(-3).map(({ action }) => action)).toEqual(
      Array(3).fill('sign_in.succeeded'),
    );
  });

  it('lets nobody in by a password of before beside somebody who has the one of now', async () => {
    const tenant = await world.settled(one);
    const now = 'the password of now';
    const hash = await one.passwords.hash(now);
    const verify = one.passwords.verify.bind(one.passwords);
    const { promise: both, resolve: meet } = Promise.withResolvers<void>();
    let later: Promise<string> | undefined;
    one.passwords.verify = async (...call) => {
      const right = await verify(...call);
      if (call[1] === now) {
        meet();
        // The one before is decided on in the same round, and stands before this one.
        await new Promise(setImmediate);
        return right;
      }
      const id = idToBytes(tenant.id);
      await world.query('UPDATE users SET password_hash = ? WHERE tenant_id = ?', [hash, id]);
      later = faultOf(signIn(tenant.host, 'admin', now));
      await both;
      return right;
    };
    expect(await faultOf(signIn(tenant.host, 'admin'))).toBe('unauthenticated bad_credentials');
    expect(await later).toBe('none');
    one.passwords.verify = verify;
  });
});
