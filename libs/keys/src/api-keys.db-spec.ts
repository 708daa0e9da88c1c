import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY, HOUR, idToBytes, newId, SECOND } from '@tenantry/kernel';
import { clock, faultOf, World } from '../test/world';
import type { Process } from '../test/world';
import type { NewApiKey } from '.';

let world: World;
let one: Process;
let two: Process;
let tenantId: string;
let other: string;

const scopes = ['conversations:write'];
const create = (more: Partial<NewApiKey> = {}, level: string | null = tenantId) =>
  one.apiKeys.create(level, { name: 'chat', scopes, ...more }, one.who());
const inFuture = (ms: number) => new Date(clock.now().getTime() + ms);
const rotate = (key: { id: string; prefix: string }, overlapUntil: Date | null = null, at = one) =>
  at.apiKeys.rotate(tenantId, { keyId: key.id, replaces: key.prefix, overlapUntil }, at.who());
const kindOf = async (secret: string, at = two) => (await at.keyChecks.principalOf(secret)).kind;
const secretsOf = (id: string) =>
  world.query<{ prefix: string; ends_at: Date | null }>(
    'SELECT prefix, ends_at FROM api_key_secrets WHERE key_id = ? ORDER BY created_at, ends_at IS NULL',
    [idToBytes(id)],
  );

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
  two = await world.process();
  tenantId = await world.tenant(one);
  other = await world.tenant(one);
});
afterAll(() => world?.end());

describe('a new key', () => {
  it('is told once, kept as a hash, and recognised by its start', async () => {
    const { id, prefix, secret } = await create();
    expect(secret).toMatch(/^tnk_[a-z0-9]{8}_[\w-]{43}$/);
    expect(secret.startsWith(`${prefix}_`)).toBe(true);
    const rows = [
      await world.query('SELECT * FROM api_keys WHERE id = ?', [idToBytes(id)]),
      await world.query('SELECT *, HEX(hash) AS hex FROM api_key_secrets WHERE key_id = ?', [idToBytes(id)]),
    ];
    expect(rows[1]![0]).toMatchObject({ prefix });
    const everything = JSON.stringify([rows, await world.log()]);
    expect(everything).not.toContain(secret.slice(13));
    expect((await world.log()).at(-1)).toEqual({
      tenantId,
      action: 'key.created',
      before: null,
      after: { name: 'chat', prefix, scopes, expiresAt: null },
    });
  });

  it('of the platform is told of in the platform’s log, with whom it speaks for', async () => {
    await create({ tenantIds: [tenantId, other, tenantId] }, null);
    expect((await world.log()).at(-1)).toMatchObject({
      tenantId: null,
      after: { tenants: [tenantId, other] },
    });
    await create({ allTenants: true }, null);
    expect((await world.log()).at(-1)).toMatchObject({ tenantId: null, after: { tenants: 'all' } });
  });

  it.each<[string, Partial<NewApiKey>, boolean, string]>([
    ['no scope', { scopes: [] }, true, 'invalid scopes_missing'],
    ['a scope that is none', { scopes: [...scopes, 'all:write'] }, true, 'invalid scope_unknown'],
    ['no name', { name: ' ' }, true, 'invalid name_malformed'],
    ['a name of two lines', { name: 'a\nb' }, true, 'invalid name_malformed'],
    ['a tenant and all', { allTenants: true }, true, 'invalid tenants_malformed'],
    ['a tenant and others', { tenantIds: [newId()] }, true, 'invalid tenants_malformed'],
    ['neither tenants nor all', {}, false, 'invalid tenants_malformed'],
    ['some and all', { allTenants: true, tenantIds: [newId()] }, false, 'invalid tenants_malformed'],
    ['a tenant that does not exist', { tenantIds: [newId()] }, false, 'not_found'],
  ])('with %s is not made', async (_, more, ofTenant, fault) => {
    const count = async () => (await world.query('SELECT id FROM api_keys')).length;
    const before = await count();
    expect(await faultOf(create(more, ofTenant ? tenantId : null))).toBe(fault);
    expect(await count()).toBe(before);
  });

  it('ends in the future and within ten years, or not at all', async () => {
    const wrong = 'invalid expiry_out_of_range';
    expect(await faultOf(create({ expiresAt: clock.now() }))).toBe(wrong);
    expect(await faultOf(create({ expiresAt: inFuture(3_661 * DAY) }))).toBe(wrong);
    expect(await faultOf(create({ expiresAt: inFuture(SECOND) }))).toBe('none');
    expect(await faultOf(create({ expiresAt: null }))).toBe('none');
  });
});

describe('rotating a key', () => {
  it('gives a new secret once; the log knows both by their starts only', async () => {
    const key = await create();
    const until = inFuture(7 * DAY);
    const rotated = await rotate(key, until);
    expect(rotated.secret.startsWith(`${rotated.prefix}_`)).toBe(true);
    expect(await secretsOf(key.id)).toEqual([
      { prefix: key.prefix, ends_at: until },
      { prefix: rotated.prefix, ends_at: null },
    ]);
    const log = await world.log();
    expect(log.at(-1)).toEqual({
      tenantId,
      action: 'key.rotated',
      before: { prefix: key.prefix },
      after: { prefix: rotated.prefix, overlapUntil: until.toISOString() },
    });
    expect(JSON.stringify(log)).not.toContain(rotated.secret.slice(13));
  });

  it('lets both work for 7 days at most, and never until a moment that has passed', async () => {
    const key = await create();
    expect(await faultOf(rotate(key, inFuture(7 * DAY + 1)))).toBe('invalid overlap_too_long');
    expect(await faultOf(rotate(key, clock.now()))).toBe('invalid overlap_past');
    expect(await secretsOf(key.id)).toEqual([{ prefix: key.prefix, ends_at: null }]);
  });

  it('by two at once, on two processes, is done by one; the other learns it', async () => {
    for (let round = 0; round < 5; round++) {
      const key = await create();
      const outcomes = await Promise.all([
        faultOf(rotate(key, inFuture(HOUR))),
        faultOf(rotate(key, inFuture(HOUR), two)),
      ]);
      expect(outcomes.sort()).toEqual(['conflict already_rotated', 'none']);
      const secrets = await secretsOf(key.id);
      expect(secrets.filter(({ ends_at }) => ends_at === null)).toHaveLength(1);
      expect(secrets).toHaveLength(2);
    }
  });

  it('again leaves an overlap that still runs; ending overlaps ends all of them', async () => {
    const first = await create();
    const second = await rotate(first, inFuture(DAY));
    const third = await rotate({ id: first.id, prefix: second.prefix }, inFuture(HOUR));
    const secrets = [first.secret, second.secret, third.secret];
    expect(await Promise.all(secrets.map((secret) => kindOf(secret)))).toEqual(['key', 'key', 'key']);
    clock.advance(HOUR);
    const states = ['key', 'anonymous', 'key'];
    expect(await Promise.all(secrets.map((secret) => kindOf(secret)))).toEqual(states);
    await one.apiKeys.endOverlap(tenantId, first.id, one.who());
    expect((await world.log()).at(-1)).toMatchObject({
      action: 'key.overlap_ended',
      before: { prefixes: [first.prefix] },
    });
    clock.advance(2 * SECOND);
    expect(await Promise.all(secrets.map((secret) => kindOf(secret)))).toEqual([
      'anonymous',
      'anonymous',
      'key',
    ]);
    expect(await faultOf(one.apiKeys.endOverlap(tenantId, first.id, one.who()))).toBe('conflict no_overlap');
  });

  it('is refused once the key has expired', async () => {
    const key = await create({ expiresAt: inFuture(HOUR) });
    clock.advance(HOUR);
    expect(await faultOf(rotate(key))).toBe('conflict key_expired');
  });
});

describe('revoking a key', () => {
  it('is final: every secret is dead, and nothing more is changed', async () => {
    const key = await create();
    const { secret, prefix } = await rotate(key, inFuture(DAY));
    await one.apiKeys.revoke(tenantId, key.id, one.who());
    expect([await kindOf(secret), await kindOf(key.secret)]).toEqual(['anonymous', 'anonymous']);
    const revoked = 'conflict key_revoked';
    expect(await faultOf(one.apiKeys.revoke(tenantId, key.id, one.who()))).toBe(revoked);
    expect(await faultOf(one.apiKeys.rename(tenantId, key.id, 'x', one.who()))).toBe(revoked);
    expect(await faultOf(one.apiKeys.endOverlap(tenantId, key.id, one.who()))).toBe(revoked);
    expect(await faultOf(rotate({ id: key.id, prefix }))).toBe(revoked);
  });

  it('while it is rotated leaves no secret that works', async () => {
    for (let round = 0; round < 5; round++) {
      const key = await create();
      const [rotated] = await Promise.allSettled([
        rotate(key, inFuture(HOUR), two),
        one.apiKeys.revoke(tenantId, key.id, one.who()),
      ]);
      const secrets = [key.secret, rotated.status === 'fulfilled' ? rotated.value.secret : key.secret];
      clock.advance(2 * SECOND);
      expect(await Promise.all(secrets.map((secret) => kindOf(secret)))).toEqual(['anonymous', 'anonymous']);
    }
  });
});

describe('another level', () => {
  it('knows nothing of a key: not another tenant, not the platform, not the tenant of a platform’s', async () => {
    const ofTenant = await create();
    const ofPlatform = await create({ tenantIds: [tenantId] }, null);
    const { apiKeys } = one;
    for (const [level, id] of [
      [other, ofTenant.id],
      [null, ofTenant.id],
      [tenantId, ofPlatform.id],
      [tenantId, newId()],
    ] as const) {
      const { prefix } = id === ofPlatform.id ? ofPlatform : ofTenant;
      const rotation = { keyId: id, replaces: prefix, overlapUntil: null };
      expect(await faultOf(apiKeys.rename(level, id, 'mine', one.who()))).toBe('not_found');
      expect(await faultOf(apiKeys.rotate(level, rotation, one.who()))).toBe('not_found');
      expect(await faultOf(apiKeys.endOverlap(level, id, one.who()))).toBe('not_found');
      expect(await faultOf(apiKeys.revoke(level, id, one.who()))).toBe('not_found');
    }
    expect([await kindOf(ofTenant.secret), await kindOf(ofPlatform.secret)]).toEqual(['key', 'key']);
  });
});
