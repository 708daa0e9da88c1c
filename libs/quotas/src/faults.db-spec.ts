import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@tenantry/kernel';
import type { BeforeQueryEvent, EntitySubscriberInterface } from 'typeorm';
import { addTenant, everyTenant, limitTo, service, stateOf, testbed } from '../test/testbed';
import type { Service, Testbed } from '../test/testbed';

let bed: Testbed;
let other: Service;
let tenant: { id: string; slug: string };

beforeAll(async () => {
  bed = await testbed();
  other = await service(bed.url);
});
afterAll(async () => {
  await other?.close();
  await bed?.close();
});
beforeEach(async () => {
  tenant = await addTenant(bed);
});

const item = (more: object = {}) => ({ tenant: tenant.slug, key: 'workflows', quantity: 1, ...more });

/** Cuts the connection before the n-th statement of that kind, or right behind it; once. */
async function cutting<T>(kind: RegExp, when: 'before' | 'after', work: () => Promise<T>): Promise<T> {
  let open = true;
  const cut = async ({ query, queryRunner }: BeforeQueryEvent) => {
    if (!open || !kind.test(query)) return;
    open = false;
    const { threadId } = (await queryRunner.connect()) as { threadId: number };
    await other.database.query(`KILL CONNECTION ${threadId}`);
    for (;;) {
      const left = await other.database.query('SELECT 1 FROM information_schema.processlist WHERE id = ?', [
        threadId,
      ]);
      if (left.length === 0) return;
    }
  };
  const subscriber: EntitySubscriberInterface =
    when === 'before' ? { beforeQuery: cut } : { afterQuery: cut as never };
  const { subscribers } = bed.database.source;
  subscribers.push(subscriber);
  try {
    return await work();
  } finally {
    subscribers.splice(subscribers.indexOf(subscriber), 1);
    expect(open).toBe(false);
  }
}

describe('a lost connection', () => {
  it('before the commit is tried again by itself', async () => {
    const consume = () => bed.quotas.consume([item()], everyTenant);
    expect(await cutting(/^UPDATE capability_states/, 'before', consume)).toMatchObject([
      { outcome: 'granted', used: 1 },
    ]);
    expect(await stateOf(bed, tenant.id, 'workflows')).toMatchObject({ used: 1 });
  });

  it('at the commit is said to whoever gave no key, and counts once for whoever did', async () => {
    const both = () =>
      Promise.allSettled([
        bed.quotas.consume([item()], everyTenant),
        bed.quotas.consume([item({ idempotencyKey: newId() })], everyTenant),
      ]);
    const [plain, keyed] = await cutting(/^COMMIT/, 'before', both);
    expect(plain).toMatchObject({ status: 'rejected', reason: { details: { code: 'outcome_unknown' } } });
    expect(keyed).toMatchObject({ status: 'fulfilled', value: [{ outcome: 'granted', used: 1 }] });
    expect(await stateOf(bed, tenant.id, 'workflows')).toMatchObject({ used: 1 });
  });
});

it('of one call each item says whether it was counted, where groups of it meet different fates', async () => {
  // Two groups at least: neighbours' names keep to different ones.
  const tenants = [tenant, await addTenant(bed), await addTenant(bed)];
  const consume = () =>
    bed.quotas.consume(
      tenants.map(({ slug }) => item({ tenant: slug })),
      everyTenant,
    );
  const outcomes = await cutting(/^COMMIT/, 'before', consume);
  const said = outcomes.map(({ outcome, code }) => code ?? outcome);
  expect(new Set(said)).toEqual(new Set(['granted', 'outcome_unknown']));
  for (const [index, { id }] of tenants.entries())
    expect((await stateOf(bed, id, 'workflows')).used).toBe(said[index] === 'granted' ? 1 : 0);
});

it('a call that cannot be written fails alone', async () => {
  const subscriber: EntitySubscriberInterface = {
    beforeQuery({ query }: BeforeQueryEvent) {
      if (query.includes('poison')) throw new Error('The database chokes on it');
    },
  };
  bed.database.source.subscribers.push(subscriber);
  const keys = ['a', 'b', 'poison', 'd', 'e'];
  const outcomes = await bed.quotas.consume(
    keys.map((idempotencyKey) => item({ idempotencyKey })),
    everyTenant,
  );
  bed.database.source.subscribers.pop();
  expect(outcomes.map(({ outcome, code }) => code ?? outcome)).toEqual([
    'granted',
    'granted',
    'internal',
    'granted',
    'granted',
  ]);
  expect(await stateOf(bed, tenant.id, 'workflows')).toMatchObject({ used: 4 });
});

it('a counter that would outgrow what numbers hold exactly does not grow', async () => {
  await limitTo(bed, tenant.id, 'canned_messages', null);
  const most = (quantity: number) => item({ key: 'canned_messages', quantity });
  const outcomes = await bed.quotas.consume([most(Number.MAX_SAFE_INTEGER), most(1)], everyTenant);
  expect(outcomes.map(({ outcome, code }) => code ?? outcome)).toEqual(['granted', 'too_large']);
});
