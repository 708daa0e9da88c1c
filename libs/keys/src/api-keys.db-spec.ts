import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY, idToBytes, MINUTE, newId, SECOND } from '@tenantry/kernel';
import { clock, faultOf, World } from '../test/world';
import type { Process } from '../test/world';
import type { NewApiKey } from '.';

let world: World;
let one: Process;
let two: Process;
let tenantId: string;

const anonymous = { kind: 'anonymous' };
const create = (more: Partial<NewApiKey> = {}) =>
  one.apiKeys.create({ name: 'chat', scopes: ['conversations:write'], tenantId, ...more }, one.who());
const principal = (secret: string, at = one) => at.apiKeys.principalOf(secret);

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
  two = await world.process();
  tenantId = await world.tenant(one);
});
afterAll(() => world?.end());

describe('a key', () => {
  it('is told once, kept as a hash, and recognised by its start', async () => {
    const { id, secret } = await create();
    expect(secret).toMatch(/^tnk_[a-z0-9]{8}_[\w-]{43}$/);
    const rows = await world.query('SELECT * FROM api_keys WHERE id = ?', [idToBytes(id)]);
    expect(rows[0]).toMatchObject({ prefix: secret.slice(0, 12) });
    const everything = JSON.stringify([rows, await world.log()]);
    expect(everything).not.toContain(secret.slice(13));
    expect((await world.log()).at(-1)).toMatchObject({ tenantId, action: 'key.created' });
  });

  it('of a tenant speaks for that tenant only', async () => {
    const { id, secret } = await create({ scopes: ['conversations:write', 'settings:read'] });
    const key = await principal(secret);
    if (key.kind !== 'key') throw new Error('not a key');
    expect(key).toMatchObject({ id, name: 'chat', tenantId });
    expect([...key.scopes]).toEqual(['conversations:write', 'settings:read']);
    expect([key.covers(tenantId), key.covers(newId())]).toEqual([true, false]);
  });

  it('of the platform speaks for all tenants, or for those named', async () => {
    const [a, b] = [newId(), newId()];
    const covers = async (more: Partial<NewApiKey>) => {
      const key = await principal((await create({ tenantId: null, ...more })).secret);
      if (key.kind !== 'key') throw new Error('not a key');
      return [key.tenantId, key.covers(a), key.covers(b), key.covers(tenantId)];
    };
    expect(await covers({ allTenants: true })).toEqual([null, true, true, true]);
    expect(await covers({ tenantIds: [a, b] })).toEqual([null, true, true, false]);
  });

  it.each([
    ['no scope', { scopes: [] }, 'invalid scopes_malformed'],
    ['a scope that is none', { scopes: ['a b'] }, 'invalid scopes_malformed'],
    ['no name', { name: ' ' }, 'invalid name_malformed'],
    ['a tenant and all', { allTenants: true }, 'invalid tenants_malformed'],
    ['neither tenants nor all', { tenantId: null }, 'invalid tenants_malformed'],
    ['some and all', { tenantId: null, allTenants: true, tenantIds: [newId()] }, 'invalid tenants_malformed'],
  ])('with %s is not made', async (_, more, fault) => {
    expect(await faultOf(create(more))).toBe(fault);
  });

  it('that nobody made, or of another shape, opens nothing', async () => {
    const { secret } = await create();
    const other = secret.slice(0, -1) + (secret.endsWith('A') ? 'B' : 'A');
    for (const guess of [
      other,
      '',
      'tnk_',
      secret.toUpperCase(),
      `${secret} `,
      `tnk_${'a'.repeat(8)}_${'b'.repeat(43)}`,
    ])
      expect(await principal(guess)).toEqual(anonymous);
  });

  it('expires', async () => {
    const { secret } = await create({ expiresAt: new Date(clock.now().getTime() + DAY) });
    expect(await principal(secret)).toMatchObject({ kind: 'key' });
    clock.advance(DAY);
    expect(await principal(secret)).toEqual(anonymous);
  });
});

describe('what a process remembers of a key', () => {
  it('is two seconds old at most', async () => {
    const { id, secret } = await create();
    expect(await principal(secret, two)).toMatchObject({ kind: 'key' });
    await one.apiKeys.revoke(tenantId, id, one.who());
    expect(await principal(secret, one)).toEqual(anonymous);
    const before = two.statements;
    clock.advance(2 * SECOND - 1);
    expect(await principal(secret, two)).toMatchObject({ kind: 'key' });
    expect(two.statements).toBe(before);
    clock.advance(1);
    expect(await principal(secret, two)).toEqual(anonymous);
    expect(await faultOf(one.apiKeys.revoke(tenantId, id, one.who()))).toContain('not_found');
    expect(await faultOf(one.apiKeys.revoke(newId(), id, one.who()))).toContain('not_found');
  });

  it('forgets a tenant key when the tenant is disabled, and knows it again when it is enabled', async () => {
    const { secret } = await create();
    expect(await principal(secret, two)).toMatchObject({ kind: 'key' });
    await one.inTransaction(() => one.tenants.disable(tenantId, undefined, one.who()));
    clock.advance(2 * SECOND);
    expect(await principal(secret, two)).toEqual(anonymous);
    await one.inTransaction(() => one.tenants.enable(tenantId, undefined, one.who()));
    clock.advance(2 * SECOND);
    expect(await principal(secret, two)).toMatchObject({ kind: 'key' });
  });

  it('is asked for once, however many calls come at once', async () => {
    const { secret } = await create();
    const before = two.statements;
    await Promise.all(Array.from({ length: 50 }, () => principal(secret, two)));
    await two.apiKeys.onApplicationShutdown();
    expect(two.statements - before).toBe(2);
  });

  it('is not trusted longer because the database is away', async () => {
    const { secret } = await create();
    const lost = await world.process();
    expect(await principal(secret, lost)).toMatchObject({ kind: 'key' });
    await lost.apiKeys.onApplicationShutdown();
    await lost.close();
    world.processes.splice(world.processes.indexOf(lost), 1);
    expect(await principal(secret, lost)).toMatchObject({ kind: 'key' });
    clock.advance(2 * SECOND);
    expect(await faultOf(principal(secret, lost))).toBe('unavailable unavailable');
  });
});

describe('the last use', () => {
  it('is written beside the call, once a minute', async () => {
    const { id, secret } = await create();
    const used = async () => {
      await one.apiKeys.onApplicationShutdown();
      const [row] = await world.query<{ at: Date | null }>(
        'SELECT last_used_at at FROM api_keys WHERE id = ?',
        [idToBytes(id)],
      );
      return row!.at;
    };
    expect(await used()).toBeNull();
    const first = clock.now();
    await principal(secret);
    expect(await used()).toEqual(first);
    clock.advance(MINUTE - 1);
    await principal(secret);
    expect(await used()).toEqual(first);
    clock.advance(1);
    await principal(secret);
    expect(await used()).toEqual(clock.now());
  });
});
