import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idToBytes } from '@tenantry/kernel';
import { faultOf } from '../test/process';
import type { Process } from '../test/process';
import { World } from '../test/world';

let world: World;
let one: Process;
let tenant: Awaited<ReturnType<World['settled']>>;
let list: Awaited<ReturnType<Process['call']>>['users']['list'];

const people = [
  ['zoe', 'Zoë', 'Ångström', 'supervisor'],
  ['ben', 'ben', 'adams', 'agent'],
  ['al', 'Álvaro', '50%_off', 'agent'],
  ['ben2', 'Ben', 'Adams', 'member'],
] as const;

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
  tenant = await world.settled(one);
  const foreign = await world.settled(one);
  await world.user(one, foreign);
  for (const [username, firstName, lastName, role] of people)
    await one.users.invite(
      tenant.id,
      {
        username,
        firstName,
        lastName,
        role,
        email: `${username}@x.test`,
        notification: username === 'ben2' ? 'login_information' : 'activation_link',
      },
      one.who(),
    );
  await world.query(
    "UPDATE users SET state = 'active', password_hash = 'x', last_signed_in_at = '2026-11-01 10:00:00.123' WHERE username = 'zoe'",
  );
  await world.query("UPDATE users SET state = 'disabled' WHERE username = 'al'");
  const accessToken = await one.signedIn('user', tenant.userId, tenant.id, tenant.host);
  list = (await one.call({ accessToken, host: tenant.host })).users.list;
});
afterAll(() => world?.end());

const names = async (filter: Parameters<typeof list>[0]) =>
  (await list(filter)).items.map(({ username }) => username);

describe('the list of a tenant’s users', () => {
  it('finds any part of name, username or address, without case and accents, signs as they are', async () => {
    expect(await names({ search: 'ANGSTROM' })).toEqual(['zoe']);
    expect(await names({ search: 'alvaro' })).toEqual(['al']);
    expect(await names({ search: 'ben  ADAMS' })).toEqual(['ben', 'ben2']);
    expect(await names({ search: 'ben2@x' })).toEqual(['ben2']);
    expect(await names({ search: '%' })).toEqual(['al']);
    expect(await names({ search: '_' })).toEqual(['al']);
    expect(await names({ search: "' OR 1=1 --" })).toEqual([]);
    expect(await names({ search: '😀' })).toEqual([]);
    expect(await names({ search: ' ' })).toHaveLength(5);
  });

  it('filters by role and by how far each one is', async () => {
    expect(await names({ role: 'agent' })).toEqual(['ben', 'al']);
    expect(await names({ state: 'invited' })).toEqual(['ben', 'ben2']);
    expect(await names({ state: 'active' })).toEqual(['admin', 'zoe']);
    expect(await names({ state: 'disabled' })).toEqual(['al']);
    expect(await names({ role: 'agent', state: 'invited', search: 'adams' })).toEqual(['ben']);
  });

  it('counts what the filter finds, of this tenant only', async () => {
    expect((await list({})).total).toEqual({ count: 5, exact: true });
    expect((await list({ role: 'agent', limit: 1 })).total).toEqual({ count: 2, exact: true });
  });

  it('sorts by name, address, last sign-in and age, both ways', async () => {
    expect(await names({ sort: 'name' })).toEqual(['admin', 'al', 'ben', 'ben2', 'zoe']);
    expect(await names({ sort: 'name', descending: true })).toEqual(['zoe', 'ben2', 'ben', 'al', 'admin']);
    expect((await names({ sort: 'email', descending: true })).slice(0, 3)).toEqual(['zoe', 'ben', 'ben2']);
    expect((await names({ sort: 'lastSignedIn', descending: true }))[0]).toBe('zoe');
    expect((await names({ sort: 'lastSignedIn' })).at(-1)).toBe('zoe');
    expect(await names({})).toEqual(['admin', 'zoe', 'ben', 'al', 'ben2']);
    expect((await names({ descending: true }))[0]).toBe('ben2');
  });

  it.each(['name', 'email', 'lastSignedIn', 'created'] as const)(
    'shows everybody once over pages by %s, though people come and go meanwhile',
    async (sort) => {
      for (const descending of [false, true]) {
        const whole = await names({ sort, descending });
        for (const limit of [1, 2, 4]) {
          const seen: string[] = [];
          let cursor: string | undefined;
          do {
            const page: Awaited<ReturnType<typeof list>> = await list({ sort, descending, limit, cursor });
            seen.push(...page.items.map(({ username }) => username));
            cursor = page.next ?? undefined;
          } while (cursor);
          expect(seen).toEqual(whole);
        }
      }
      const first = await list({ sort, limit: 2 });
      const after = await names({ sort, cursor: first.next! });
      const gone = first.items[1]!.id;
      await world.query(
        'UPDATE users SET tenant_id = (SELECT id FROM tenants WHERE id <> ? LIMIT 1) WHERE id = ?',
        [idToBytes(tenant.id), idToBytes(gone)],
      );
      expect(await names({ sort, cursor: first.next! })).toEqual(after);
      await world.query('UPDATE users SET tenant_id = ? WHERE id = ?', [
        idToBytes(tenant.id),
        idToBytes(gone),
      ]);
    },
  );

  it('refuses a cursor that no page gave, and fields that it does not know', async () => {
    const forged = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');
    const { id } = (await list({})).items[0]!;
    for (const cursor of ['', '%', forged(null), forged([id]), forged([id, 7]), forged(['x', 'y'])])
      expect(await faultOf(list({ cursor }))).toBe('invalid malformed');
    expect(await faultOf(list({ sort: 'lastSignedIn', cursor: forged([id, 'soon']) }))).toBe(
      'invalid malformed',
    );
    await expect(list({ sort: 'password_hash' as 'name' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(list({ limit: 101 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(list({ search: 0 as unknown as string })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});
