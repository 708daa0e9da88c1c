import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { faultOf } from '@tenantry/accounts/test';
import { newId } from '@tenantry/kernel';
import { router } from '@tenantry/trpc';
import type { Principal } from '@tenantry/trpc';
import { acme, World } from '../test';
import type { Process } from '../test';

let world: World;
let one: Process;

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
}, 60_000);
afterAll(() => world?.end());

const as = async (principal: Principal) =>
  router(one.routes.routes()).createCaller(await one.context({ principal }));
const operator = (role: 'admin' | 'support' | 'auditor') =>
  as({ kind: 'operator', id: newId(), name: 'Olga', role, sessionId: newId() });
const key = (scopes: string[], tenantId: string | null = null, covers = (_id: string) => true) =>
  as({ kind: 'key', id: newId(), name: 'CRM', scopes: new Set(scopes), tenantId, covers });
const wish = (slug: string) => ({ ...acme, slug, idempotencyKey: `key-of-${slug}` });

describe('creating tenants in one piece', () => {
  it('is for operators who may change things and for keys of the platform with its scope', async () => {
    const made = await (await operator('admin')).create(wish('by-operator'));
    expect(made).toMatchObject({ dryRun: false, slug: 'by-operator' });
    expect(await (await key(['tenants:create'])).create(wish('by-key'))).toMatchObject({ slug: 'by-key' });
    const log = (await world.log()).filter(({ action }) => action === 'tenant.created');
    expect(log.map(({ actor }) => actor)).toEqual(['operator Olga', 'key CRM']);
  });

  it('is refused to everybody else, and nothing is tried for them', async () => {
    const before = await world.sums();
    const callers = [
      [await operator('support'), 'forbidden not_allowed'],
      [await operator('auditor'), 'forbidden not_allowed'],
      [await key(['conversations:write']), 'forbidden scope_missing'],
      [await key(['tenants:create'], newId()), 'forbidden not_allowed'],
      [await as({ kind: 'anonymous' }), 'unauthenticated not_signed_in'],
    ] as const;
    for (const [caller, refusal] of callers) {
      expect(await faultOf(caller.create({ ...wish('other'), dryRun: true }))).toBe(refusal);
      expect(await faultOf(caller.createMany({ rows: [wish('other')], dryRun: true }))).toBe(refusal);
    }
    expect(await world.sums()).toBe(before);
  });

  it('copies no tenant that the key does not speak for: there is no such tenant', async () => {
    const made = await (await operator('admin')).create(wish('to-copy'));
    const tenantId = made.dryRun ? '' : made.tenantId;
    for (const [covers, refusal] of [
      [(id: string) => id === tenantId, 'none'],
      [() => false, 'not_found'],
    ] as const) {
      const caller = await key(['tenants:create'], null, covers);
      const copy = { ...wish('copied'), from: { tenantId }, dryRun: true };
      expect(await faultOf(caller.create(copy))).toMatch(refusal);
      const { results } = await caller.createMany({
        rows: [{ ...wish('copied'), from: { tenantId } }],
        dryRun: true,
      });
      expect(results[0]!.outcome).toBe(refusal === 'none' ? 'valid' : 'failed');
    }
  });

  it('dry it writes nothing, one or many, right or wrong', async () => {
    const admin = await operator('admin');
    const before = await world.sums();
    const wrong = { ...wish('dry'), country: 'XX' };
    expect(await admin.create({ ...wish('dry'), dryRun: true })).toMatchObject({ dryRun: true, slug: 'dry' });
    expect(await admin.create({ ...wrong, dryRun: true })).toMatchObject({ errors: [{ field: 'country' }] });
    const { results } = await admin.createMany({ rows: [wish('dry'), wrong, {}], dryRun: true });
    expect(results.map(({ outcome }) => outcome)).toEqual(['valid', 'failed', 'failed']);
    const { results: none } = await admin.createMany({ rows: [{}], dryRun: true });
    expect(none[0]!.outcome).toBe('failed');
    expect(await world.sums()).toBe(before);
  });

  it('many takes a thousand rows at most', async () => {
    const rows = Array.from({ length: 1_001 }, () => ({}));
    const many = (await operator('admin')).createMany({ rows, dryRun: true });
    await expect(many).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});
