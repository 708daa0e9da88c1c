import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE, newId } from '@tenantry/kernel';
import { clock, faultOf, operator, user, World } from '../test/world';
import type { Process } from '../test/world';

let world: World;
let one: Process;
let tenantId: string;
let other: string;

const scopes = ['conversations:write' as const];
const key = { name: 'Chat', scopes, expiresAt: null };
const inFuture = (ms: number) => new Date(clock.now().getTime() + ms).toISOString();
const admin = () => one.as(user(tenantId)).keys;
const platform = () => one.as(operator()).platformKeys;

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
  tenantId = await world.tenant(one, 'Acme Ltd');
  other = await world.tenant(one, 'Zenith');
});
afterAll(() => world?.end());

describe('a tenant’s keys', () => {
  it('are made, shown, renamed, rotated and revoked by its admin', async () => {
    const made = await admin().create({ ...key, name: 'Chat service', expiresAt: inFuture(400 * DAY) });
    await one.keyChecks.principalOf(made.secret);
    await one.keyChecks.beforeApplicationShutdown();
    const used = clock.now().toISOString();
    await admin().rename({ keyId: made.id, name: 'Chat of Acme' });
    const overlapUntil = inFuture(HOUR);
    const rotated = await admin().rotate({ keyId: made.id, replaces: made.prefix, overlapUntil });
    const { items } = await admin().list({});
    expect(items).toEqual([
      {
        id: made.id,
        name: 'Chat of Acme',
        prefix: rotated.prefix,
        scopes,
        tenants: null,
        state: 'active',
        createdAt: used,
        expiresAt: inFuture(400 * DAY),
        revokedAt: null,
        lastUsedAt: used,
        overlaps: [{ prefix: made.prefix, until: overlapUntil, lastUsedAt: used }],
      },
    ]);
    expect(JSON.stringify(items)).not.toContain(rotated.secret.slice(13));
    await admin().endOverlap({ keyId: made.id });
    expect((await admin().list({})).items[0]!.overlaps).toEqual([]);
    await admin().revoke({ keyId: made.id });
    expect((await admin().list({})).items[0]).toMatchObject({ state: 'revoked', revokedAt: used });
    const actions = (await world.log()).filter((row) => row.tenantId === tenantId).map((row) => row.action);
    const verbs = ['created', 'renamed', 'rotated', 'overlap_ended', 'revoked'];
    expect(actions).toEqual(verbs.map((verb) => `key.${verb}`));
  });

  it('are the operators’ too, who name the tenant; only an operator admin changes them', async () => {
    const { keys } = one.as(operator());
    const { id } = await keys.create({ ...key, tenantId });
    expect((await one.as(operator('support')).keys.list({ tenantId })).items[0]).toMatchObject({ id });
    expect(await faultOf(one.as(operator('support')).keys.revoke({ tenantId, keyId: id }))).toBe(
      'forbidden not_allowed',
    );
    expect(await faultOf(keys.list({}))).toBe('invalid required');
    expect(await faultOf(keys.list({ tenantId: newId() }))).toBe('not_found');
    expect(await faultOf(keys.revoke({ tenantId: other, keyId: id }))).toBe('not_found');
    await keys.revoke({ tenantId, keyId: id });
  });

  it('are nobody else’s: not its other members’, not other tenants’, no key’s own', async () => {
    const { id, prefix, secret } = await admin().create(key);
    const rotation = { keyId: id, replaces: prefix, overlapUntil: null };
    const calls = (caller: ReturnType<typeof admin>) => [
      caller.list({ tenantId }),
      caller.scopes({ tenantId }),
      caller.create({ ...key, tenantId }),
      caller.rename({ tenantId, keyId: id, name: 'mine' }),
      caller.rotate({ ...rotation, tenantId }),
      caller.endOverlap({ tenantId, keyId: id }),
      caller.revoke({ tenantId, keyId: id }),
    ];
    const faults = async (caller: ReturnType<typeof admin>) => [
      ...new Set(await Promise.all(calls(caller).map(faultOf))),
    ];
    expect(await faults(one.as(user(tenantId, 'agent')).keys)).toEqual(['forbidden not_allowed']);
    expect(await faults(one.as(user(other)).keys)).toEqual(['not_found']);
    expect(await faults(one.as(await one.keyChecks.principalOf(secret)).keys)).toEqual([
      'forbidden not_allowed',
    ]);
    expect(await faults(one.as({ kind: 'anonymous' }).keys)).toEqual(['unauthenticated not_signed_in']);
    const foreign = one.as(user(other)).keys;
    expect(await faultOf(foreign.rename({ keyId: id, name: 'mine' }))).toBe('not_found');
    expect((await foreign.list({})).items).toEqual([]);
    expect((await foreign.list({ search: prefix })).items).toEqual([]);
  });
});

describe('the platform’s keys', () => {
  it('say whom they speak for, and are operators’ alone', async () => {
    await platform().create({ ...key, name: 'everything', tenants: 'all' });
    const { id } = await platform().create({ ...key, tenants: [other, tenantId] });
    expect((await platform().list({})).items.map((item) => item.tenants)).toEqual([
      [
        { id: tenantId, slug: 'acme-1', companyName: 'Acme Ltd' },
        { id: other, slug: 'acme-2', companyName: 'Zenith' },
      ],
      'all',
    ]);
    const helper = one.as(operator('support')).platformKeys;
    expect((await helper.list({ search: 'every' })).items).toHaveLength(1);
    expect(await faultOf(helper.revoke({ keyId: id }))).toBe('forbidden not_allowed');
    const { platformKeys } = one.as(user(tenantId));
    expect(await faultOf(platformKeys.list({}))).toBe('forbidden not_allowed');
    expect(await faultOf(platformKeys.revoke({ keyId: id }))).toBe('forbidden not_allowed');
    await platform().revoke({ keyId: id });
    expect((await world.log()).at(-1)).toMatchObject({ tenantId: null, action: 'key.revoked' });
  });

  it('are not among a tenant’s, nor a tenant’s among them', async () => {
    const own = await admin().create({ ...key, name: 'only here' });
    expect((await platform().list({ search: 'only here' })).items).toEqual([]);
    expect((await admin().list({ search: 'everything' })).items).toEqual([]);
    expect(await faultOf(platform().revoke({ keyId: own.id }))).toBe('not_found');
  });
});

describe('the list', () => {
  it('is searched by any part of the name, by the start of a secret, also of a replaced one', async () => {
    const caller = one.as(operator()).keys;
    const made = await caller.create({ ...key, tenantId, name: 'Über 100%_Wörkflow' });
    const { prefix } = await caller.rotate({
      tenantId,
      keyId: made.id,
      replaces: made.prefix,
      overlapUntil: null,
    });
    const found = async (search: string) =>
      (await caller.list({ tenantId, search })).items.some(({ id }) => id === made.id);
    for (const search of ['uber', 'WÖRK', '100%_', prefix, made.prefix, prefix.slice(4, 9), made.secret])
      expect([search, await found(search)]).toEqual([search, true]);
    for (const search of ['100_', 'tnk%', '%nope', 'tnk_zz💥', "tnk_'"])
      expect([search, await found(search)]).toEqual([search, false]);
  });

  it('is filtered by state, each key being in one, to the millisecond', async () => {
    const fresh = await world.tenant(one);
    const caller = one.as(user(fresh)).keys;
    const make = async (name: string, ms: number | null) =>
      caller.create({ name, scopes, expiresAt: ms === null ? null : inFuture(ms) });
    await make('never', null);
    await make('later', 14 * DAY + MINUTE + 1);
    await make('soon', 14 * DAY + MINUTE);
    await make('gone', MINUTE);
    const { id } = await make('revoked', MINUTE);
    await caller.revoke({ keyId: id });
    clock.advance(MINUTE);
    const names = async (state?: 'active' | 'expiring' | 'expired' | 'revoked') => {
      const { items } = await caller.list({ state });
      expect(items.filter((item) => state && item.state !== state)).toEqual([]);
      return items.map(({ name }) => name);
    };
    expect(await names('active')).toEqual(['later', 'never']);
    expect(await names('expiring')).toEqual(['soon']);
    expect(await names('expired')).toEqual(['gone']);
    expect(await names('revoked')).toEqual(['revoked']);
    expect(await names()).toEqual(['revoked', 'gone', 'soon', 'later', 'never']);
  });

  it('is turned page by page, newest first, without a gap when keys are made meanwhile', async () => {
    const fresh = await world.tenant(one);
    const caller = one.as(user(fresh)).keys;
    for (let n = 1; n <= 7; n++) await caller.create({ ...key, name: `key ${n}` });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, next } = await caller.list({ cursor, limit: 3 });
      seen.push(...items.map(({ name }) => name));
      cursor = next ?? undefined;
      await caller.create({ ...key, name: 'later' });
    } while (cursor);
    expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1].map((n) => `key ${n}`));
  });
});

describe('an input', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['a scope that is none', { ...key, scopes: ['all:write'] }, 'scopes.0'],
    ['no scope', { ...key, scopes: [] }, 'scopes'],
    ['an empty name', { ...key, name: ' ' }, 'name'],
    ['a number for a name', { ...key, name: 7 }, 'name'],
    ['an expiry without a zone', { ...key, expiresAt: '2030-01-01T00:00:00' }, 'expiresAt'],
    ['an expiry left out', { name: 'x', scopes }, 'expiresAt'],
    ['tenants for a tenant’s key', { ...key, tenants: 'all' }, ''],
    ['an owner', { ...key, id: newId() }, ''],
  ])('with %s is refused and names the field', async (_, input, field) => {
    expect(await faultOf(admin().create(input as never))).toBe(`malformed ${field}`);
  });

  it('of a platform key names its tenants or all of them', async () => {
    for (const tenants of [[], ['x'], 'some', undefined])
      expect(await faultOf(platform().create({ ...key, tenants } as never))).toMatch(/^malformed tenants/);
    expect(await faultOf(platform().create({ ...key, tenants: [newId()] }))).toBe('not_found');
  });
});
