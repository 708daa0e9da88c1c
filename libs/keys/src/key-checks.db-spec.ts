import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY, HOUR, idToBytes, MINUTE, newId, SECOND } from '@tenantry/kernel';
import { clock, faultOf, World } from '../test/world';
import type { Process } from '../test/world';
import type { NewApiKey } from '.';

let world: World;
let one: Process;
let two: Process;
let tenantId: string;

const anonymous = { kind: 'anonymous' };
const scopes = ['conversations:write'];
const create = (more: Partial<NewApiKey> = {}) =>
  one.apiKeys.create(tenantId, { name: 'chat', scopes, ...more }, one.who());
const principal = (secret: string, at = one) => at.keyChecks.principalOf(secret);
const keyOf = async (secret: string) => {
  const key = await principal(secret);
  if (key.kind !== 'key') throw new Error('not a key');
  return key;
};

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
  two = await world.process();
  tenantId = await world.tenant(one);
});
afterAll(() => world?.end());

describe('a caller with a key', () => {
  it('of a tenant speaks for that tenant only', async () => {
    const { id, secret } = await create();
    const key = await keyOf(secret);
    expect(key).toMatchObject({ id, name: 'chat', tenantId });
    expect([...key.scopes]).toEqual(scopes);
    expect([key.covers(tenantId), key.covers(newId())]).toEqual([true, false]);
  });

  it('of a tenant speaks for that tenant only, whatever else its rows may say', async () => {
    const other = await world.tenant(one);
    const { id, secret } = await create();
    await world.query('UPDATE api_keys SET all_tenants = 1 WHERE id = ?', [idToBytes(id)]);
    await world.query('INSERT INTO api_key_tenants VALUES (?, ?)', [idToBytes(id), idToBytes(other)]);
    const key = await keyOf(secret);
    expect([key.covers(tenantId), key.covers(other)]).toEqual([true, false]);
  });

  it('of the platform speaks for all tenants, or for those named', async () => {
    const [a, b] = [await world.tenant(one), await world.tenant(one)];
    const covers = async (more: Partial<NewApiKey>) => {
      const { secret } = await one.apiKeys.create(null, { name: 'chat', scopes, ...more }, one.who());
      const key = await keyOf(secret);
      return [key.tenantId, key.covers(a), key.covers(b), key.covers(tenantId)];
    };
    expect(await covers({ allTenants: true })).toEqual([null, true, true, true]);
    expect(await covers({ tenantIds: [a, b] })).toEqual([null, true, true, false]);
  });

  it('that nobody made, or of another shape, is nobody', async () => {
    const { secret } = await create();
    const other = secret.slice(0, -1) + (secret.endsWith('A') ? 'B' : 'A');
    const made = `tnk_${'a'.repeat(8)}_${'b'.repeat(43)}`;
    const session = `${newId()}.${'a'.repeat(43)}`;
    for (const guess of [
      other,
      '',
      'tnk_',
      secret.toUpperCase(),
      `${secret} `,
      made,
      session,
      'eyJh.eyJz.c2ln',
    ])
      expect(await principal(guess)).toEqual(anonymous);
  });

  it('is nobody from the very moment at which the key expires', async () => {
    const { secret } = await create({ expiresAt: new Date(clock.now().getTime() + DAY) });
    clock.advance(DAY - 1);
    expect(await principal(secret)).toMatchObject({ kind: 'key' });
    clock.advance(1);
    expect(await principal(secret, two)).toEqual(anonymous);
  });

  it('may use the replaced secret until the moment chosen, and the new one at once', async () => {
    const { id, prefix, secret } = await create();
    const overlapUntil = new Date(clock.now().getTime() + HOUR);
    const rotated = await one.apiKeys.rotate(
      tenantId,
      { keyId: id, replaces: prefix, overlapUntil },
      one.who(),
    );
    expect(await principal(rotated.secret, two)).toMatchObject({ kind: 'key', id });
    clock.advance(HOUR - 1);
    expect(await principal(secret, two)).toMatchObject({ kind: 'key', id });
    clock.advance(2 * SECOND);
    expect(await principal(secret, two)).toEqual(anonymous);
    expect(await principal(rotated.secret, two)).toMatchObject({ kind: 'key', id });
  });
});

describe('what a process remembers of a key', () => {
  const ends: [string, (key: { id: string; prefix: string }) => Promise<unknown>][] = [
    ['it is revoked', ({ id }) => one.apiKeys.revoke(tenantId, id, one.who())],
    [
      'it is rotated without overlap',
      ({ id, prefix }) =>
        one.apiKeys.rotate(tenantId, { keyId: id, replaces: prefix, overlapUntil: null }, one.who()),
    ],
    [
      'its overlap is ended',
      async ({ id, prefix }) => {
        const overlapUntil = new Date(clock.now().getTime() + DAY);
        await one.apiKeys.rotate(tenantId, { keyId: id, replaces: prefix, overlapUntil }, one.who());
        await one.apiKeys.endOverlap(tenantId, id, one.who());
      },
    ],
  ];
  it.each(ends)('is two seconds old at most when %s, and nothing here', async (_, end) => {
    const key = await create();
    const { secret } = key;
    expect(await principal(secret)).toMatchObject({ kind: 'key' });
    expect(await principal(secret, two)).toMatchObject({ kind: 'key' });
    await end(key);
    expect(await principal(secret)).toEqual(anonymous);
    const before = two.statements;
    clock.advance(2 * SECOND - 1);
    expect(await principal(secret, two)).toMatchObject({ kind: 'key' });
    expect(two.statements).toBe(before);
    clock.advance(1);
    expect(await principal(secret, two)).toEqual(anonymous);
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

  it('is no key here from the moment its revoking was answered, with fifty callers under way', async () => {
    const { id, secret } = await create();
    let revoked = false;
    const late: string[] = [];
    const callers = Array.from({ length: 50 }, async (_, index) => {
      for (let round = 0; round < 20; round++) {
        const after = revoked;
        const { kind } = await principal(secret, index % 2 ? one : two);
        if (after && kind === 'key' && index % 2) late.push(`caller ${index}`);
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    await one.apiKeys.revoke(tenantId, id, one.who());
    revoked = true;
    await Promise.all(callers);
    clock.advance(2 * SECOND);
    expect(late).toEqual([]);
    expect([await principal(secret, one), await principal(secret, two)]).toEqual([anonymous, anonymous]);
  });

  it('is asked for once, however many calls come at once', async () => {
    const { secret } = await create();
    const before = two.statements;
    await Promise.all(Array.from({ length: 50 }, () => principal(secret, two)));
    await two.keyChecks.beforeApplicationShutdown();
    expect(two.statements - before).toBe(2);
  });

  it('is not trusted longer because the database is away', async () => {
    const { secret } = await create();
    const lost = await world.process();
    expect(await principal(secret, lost)).toMatchObject({ kind: 'key' });
    await lost.keyChecks.beforeApplicationShutdown();
    await lost.close();
    world.processes.splice(world.processes.indexOf(lost), 1);
    expect(await principal(secret, lost)).toMatchObject({ kind: 'key' });
    clock.advance(2 * SECOND);
    expect(await faultOf(principal(secret, lost))).toBe('unavailable unavailable');
  });
});

describe('the last use', () => {
  const usedAt = async (prefix: string) => {
    await one.keyChecks.beforeApplicationShutdown();
    await two.keyChecks.beforeApplicationShutdown();
    const [row] = await world.query<{ at: Date | null }>(
      'SELECT last_used_at at FROM api_key_secrets WHERE prefix = ?',
      [prefix],
    );
    return row!.at;
  };

  it('is written beside the call, once a minute', async () => {
    const { prefix, secret } = await create();
    expect(await usedAt(prefix)).toBeNull();
    const first = clock.now();
    await principal(secret);
    expect(await usedAt(prefix)).toEqual(first);
    clock.advance(MINUTE - 1);
    await principal(secret);
    expect(await usedAt(prefix)).toEqual(first);
    clock.advance(1);
    await principal(secret);
    expect(await usedAt(prefix)).toEqual(clock.now());
  });

  it('is at most a minute late however the calls are spread over processes', async () => {
    const { prefix, secret } = await create();
    for (const [wait, at] of [
      [0, one],
      [MINUTE - 1, two],
      [MINUTE - 1, two],
      [2, one],
      [MINUTE - 3, two],
    ] as const) {
      clock.advance(wait);
      await principal(secret, at);
      const late = clock.now().getTime() - (await usedAt(prefix))!.getTime();
      expect(late).toBeLessThan(MINUTE);
    }
  });

  it('never goes back when an earlier one is written later', async () => {
    const { prefix, secret } = await create();
    const now = clock.now();
    await world.query('UPDATE api_key_secrets SET last_used_at = ? WHERE prefix = ?', [
      new Date(now.getTime() + SECOND),
      prefix,
    ]);
    await principal(secret);
    expect(await usedAt(prefix)).toEqual(new Date(now.getTime() + SECOND));
  });
});
