import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { faultOf } from '@tenantry/accounts/test';
import { newId } from '@tenantry/kernel';
import { acme, everything, World } from '../test';
import type { Process } from '../test';

let world: World;
let one: Process;

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
}, 60_000);
afterAll(() => world?.end());
beforeEach(() => world.empty());

const taken = async (pool: string) => {
  const [row] = await world.query('SELECT allocated FROM licence_pools WHERE pool = ?', [pool]);
  return Number(row!['allocated']);
};
/** Words by which the tenant is found are counted by their own spec. */
const grown = async (before: Record<string, number>) => {
  const { tenant_terms: _, ...rest } = await world.grown(before);
  return rest;
};
const least = {
  ...{ tenants: 1, tenant_hosts: 1, users: 1, one_time_tokens: 1, outbox: 1, operation_log: 2 },
  ...{ tenant_permissions: 1, idempotency_keys: 1 },
};

describe('a tenant that is created', () => {
  it('has a row for everything it begins with, all of one transaction', async () => {
    const before = await world.counts();
    const { tenantId, slug, repeated } = await one.create(everything);
    expect({ slug, repeated }).toEqual({ slug: 'acme', repeated: false });
    const { one_time_tokens: _, ...others } = least;
    expect(await grown(before)).toEqual({
      ...others,
      ...{ tenant_features: 2, capability_states: 3 },
      ...{ contracts: 1, contract_counters: 1, ledger_entries: 1 },
      operation_log: 6,
    });
    const log = await world.log();
    expect(log.map(({ action }) => action)).toEqual([
      'tenant.created',
      'user.added',
      'permissions.chosen',
      'capabilities.chosen',
      'contract.created',
      'licences.refilled',
    ]);
    expect(new Set(log.map((row) => row.tenantId))).toEqual(new Set([tenantId]));
    expect(await world.query('SELECT threshold_steps FROM tenants')).toEqual([{ threshold_steps: '50,100' }]);
  });

  it('needs no more than the least of it', async () => {
    const before = await world.counts();
    await one.create();
    expect(await grown(before)).toEqual(least);
  });

  it('holds days of its own zone and licences that wait for their first step', async () => {
    await one.create({ ...everything, timeZone: 'Asia/Dubai' });
    expect(await world.query('SELECT starts_at, ends_at, session_minutes FROM contracts')).toEqual([
      {
        starts_at: new Date('2026-11-30T20:00:00Z'),
        ends_at: new Date('2027-11-30T20:00:00Z'),
        session_minutes: 60,
      },
    ]);
    const [counter] = await world.query('SELECT purchased, consumed, next_step_at FROM contract_counters');
    expect(counter).toEqual({ purchased: '500', consumed: '0', next_step_at: '250' });
  });

  it('takes of the pools what its limits and the defaults come to', async () => {
    await one.create(everything);
    expect([await taken('tenants'), await taken('agents')]).toEqual([1, 7]);
    expect(
      await world.query('SELECT capability, own, own_quantity, own_mode, allocated FROM capability_states'),
    ).toEqual([
      { capability: 'agents', own: 1, own_quantity: '7', own_mode: null, allocated: '7' },
      { capability: 'disk', own: 1, own_quantity: null, own_mode: null, allocated: '0' },
      { capability: 'workflows', own: 0, own_quantity: null, own_mode: 'soft', allocated: '0' },
    ]);
  });

  it('keeps its one-time password nowhere in clear', async () => {
    await one.create(everything);
    const tables = Object.keys(await world.counts());
    for (const table of tables)
      for (const row of await world.query(`SELECT * FROM ${table}`))
        for (const value of Object.values(row))
          expect(Buffer.isBuffer(value) ? value.toString('latin1') : String(value)).not.toContain(
            'One-time-secret',
          );
  });

  it.each([
    ...['tenants', 'tenant_hosts', 'tenant_terms', 'users', 'outbox', 'tenant_permissions'],
    ...['tenant_features', 'contracts', 'contract_counters', 'ledger_entries', 'operation_log'],
    ...['capability_states', 'idempotency_keys'],
  ])('leaves nothing where %s cannot be written, and comes with the same key after', async (table) => {
    const before = await world.sums();
    const event = table === 'idempotency_keys' ? 'UPDATE' : 'INSERT';
    await world.query(
      `CREATE TRIGGER failing BEFORE ${event} ON ${table} FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'broken'`,
    );
    await expect(one.create(everything)).rejects.toThrow('broken');
    await world.query('DROP TRIGGER failing');
    expect(await world.sums()).toBe(before);
    expect((await one.create(everything)).repeated).toBe(false);
  });

  it('is not made where the licence has no tenant left, and not one more for three at once', async () => {
    await world.query("UPDATE licence_pools SET allocated = 99 WHERE pool = 'tenants'");
    const saves = ['one', 'two', 'three'].map((slug) => one.create({ slug }, `save-${slug}`));
    const faults = await Promise.all(saves.map(faultOf));
    expect(faults.sort()).toEqual([...Array(2).fill('limit pool_used_up'), 'none']);
    expect(await taken('tenants')).toBe(100);
    expect((await world.counts())['tenants']).toBe(1);
  });

  it('names the step and the capability whose pool is used up', async () => {
    await expect(one.create({ capabilities: [{ key: 'agents', quantity: 1_001 }] })).rejects.toMatchObject({
      kind: 'limit',
      details: { step: 'capabilities', field: 'agents', code: 'pool_used_up', free: 1_000 },
    });
    await expect(one.create({ capabilities: [{ key: 'agents', quantity: null }] })).rejects.toMatchObject({
      details: { step: 'capabilities', field: 'agents', code: 'unlimited_in_pool' },
    });
  });

  it('is refused with all that is wrong, each by its path', async () => {
    const wrong = one.create({
      country: 'XX',
      admin: { ...acme.admin, email: 'ada@acme.test\r\nBcc: x@y.test', username: 'a@b' },
      permissions: [{ key: 'no.such', value: true }],
      capabilities: [{ key: 'widgets', quantity: -1 }],
      subscription: { ...everything.subscription, startsAt: '2026-02-30', sessionDuration: 0 },
    });
    const { details } = (await wrong.catch((error: unknown) => error)) as {
      details: { field: string; faults: { field: string; code: string }[] };
    };
    expect(details.field).toBe('country');
    expect(details.faults.map(({ field, code }) => `${field} ${code}`)).toEqual([
      'country unknown_country',
      'admin.username username_malformed',
      'admin.email email_invalid',
      'permissions.no.such feature_unknown',
      'capabilities.widgets quantity_out_of_range',
      'subscription.sessionDuration out_of_range',
      'subscription.startsAt day_malformed',
    ]);
    expect((await world.counts())['tenants']).toBeUndefined();
  });
});

const choices = (permissions: { key: string; value: boolean }[]) => ({
  permissions,
  capabilities: [],
  settings: {},
});

describe('a key', () => {
  it('makes one tenant, also when ten send it at once', async () => {
    const results = await Promise.all(Array.from({ length: 10 }, () => one.create(everything)));
    expect(new Set(results.map(({ tenantId }) => tenantId)).size).toBe(1);
    expect(results.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(await one.create(everything)).toEqual({ ...results[0], repeated: true });
    const log = await world.log();
    expect(log.filter(({ action }) => action === 'tenant.create_repeated')).toHaveLength(10);
    expect(await taken('tenants')).toBe(1);
  });

  it('with other content is refused, and another operator’s key is another key', async () => {
    await one.create();
    expect(await faultOf(one.create({ companyName: 'Other' }))).toBe('conflict idempotency_conflict');
    expect(await faultOf(one.create({ slug: 'other' }, 'first-save', one.asOperator(newId())))).toBe('none');
  });

  it('answers the same although what the tenant was made from has changed', async () => {
    const { id: templateId } = await one.templates.keep('Shops', choices([]), one.asOperator());
    const from = { templateId };
    const { tenantId } = await one.create({ from });
    await world.query('UPDATE tenant_templates SET choices = ?', [
      JSON.stringify(choices([{ key: 'campaign', value: false }])),
    ]);
    expect(await one.create({ from })).toMatchObject({ tenantId, repeated: true });
  });

  it('of twenty that want one short name one gets it', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, number) => faultOf(one.create({}, `save-${number}-key`))),
    );
    expect(outcomes.sort()).toEqual([...Array(19).fill('conflict slug_taken'), 'none']);
    const [{ hosts }] = (await world.query('SELECT COUNT(*) AS hosts FROM tenant_hosts')) as [
      { hosts: string },
    ];
    expect(Number(hosts)).toBe(1);
  });
});

it('a connection that dies half-way leaves nothing', async () => {
  const before = await world.sums();
  const blocker = world.scratch.source.createQueryRunner();
  await blocker.query('LOCK TABLES outbox WRITE, idempotency_keys READ');
  const dying = one.create();
  dying.catch(() => undefined);
  let waiting: { id: number } | undefined;
  while (!waiting)
    [waiting] = await blocker.query(
      "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND state LIKE 'Waiting for table%'",
    );
  await blocker.query(`KILL CONNECTION ${waiting.id}`);
  await expect(dying).rejects.toThrow();
  await blocker.query('UNLOCK TABLES');
  await blocker.release();
  expect(await world.sums()).toBe(before);
});

it('costs a bounded number of statements, however much is chosen', async () => {
  await one.create();
  const count = async (change: object, key: string) => {
    const before = one.statements;
    await one.create({ ...change, slug: key }, `${key}-statements`);
    return one.statements - before;
  };
  const chosen = await count({ ...everything, notification: 'activation_link', admin: acme.admin }, 'chosen');
  const plain = await count({}, 'plain');
  expect(chosen - plain).toBeLessThanOrEqual(5);
  expect(plain).toBeLessThanOrEqual(30);
});
