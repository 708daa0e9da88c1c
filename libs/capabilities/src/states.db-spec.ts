import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { HOUR, idToBytes, newId } from '@tenantry/kernel';
import { CapabilityBoost, CapabilityDefault, CapabilityState } from './capability.entity';
import { capabilityKeys, catalogue } from './catalogue';
import { States, stateName } from './states.service';

let scratch: Scratch;
let states: States;
let tenantId: string;

beforeAll(async () => {
  scratch = await scratchSchema([CapabilityBoost, CapabilityDefault, CapabilityState]);
  states = new States(scratch.database);
});
afterAll(() => scratch?.drop());
beforeEach(async () => {
  tenantId = newId();
  await scratch.source.query(
    `INSERT INTO tenants (id, slug, company_name, company_name_key, size, country, time_zone, language, notification)
     VALUES (?, ?, 'Acme', 'acme', '1-10', 'GB', 'Europe/London', 'en', 'activation_link')`,
    [idToBytes(tenantId), `t-${tenantId.slice(-12)}`],
  );
});

const lock = (...keys: (typeof capabilityKeys)[number][]) =>
  scratch.database.transaction(() => states.lock(keys.map((key) => ({ tenantId, key }))));

it('starts with the catalogue’s quantities as defaults', async () => {
  const rows = await scratch.source.getRepository(CapabilityDefault).find();
  expect(rows).toHaveLength(capabilityKeys.length);
  for (const { capability, quantity, freeQuantity, mode } of rows)
    expect({ quantity, freeQuantity, mode }).toEqual({
      quantity: catalogue[capability].quantity,
      freeQuantity: catalogue[capability].free,
      mode: 'hard',
    });
});

describe('locking rows', () => {
  it('makes those that are missing with the default’s share, once', async () => {
    const found = await lock('workflow_triggers', 'agents', 'disk');
    expect(
      [...found.values()].map(({ row, base }) => [row.capability, row.allocated, base.quantity]),
    ).toEqual([
      ['agents', 5, 5],
      ['disk', 0, 5 * 1024 ** 3],
      ['workflow_triggers', 0, 0],
    ]);
    expect([...(await lock('agents')).values()][0]!.row).toMatchObject({ tenantId, used: 0, own: 0 });
    expect(await scratch.source.getRepository(CapabilityState).countBy({ tenantId })).toBe(3);
  });

  it('brings the boosts that are not settled', async () => {
    await lock('agents');
    const boost = { id: newId(), tenantId, capability: 'agents' as const, quantity: 9, reason: 'Season' };
    const times = { startsAt: new Date(0), endsAt: new Date(1), createdBy: 'Olga' };
    await scratch.source.getRepository(CapabilityBoost).insert([
      { ...boost, ...times },
      { ...boost, ...times, id: newId(), settledAt: new Date() },
    ]);
    await scratch.source.getRepository(CapabilityState).update({ tenantId }, { boosted: 1 });
    const state = (await lock('agents', 'disk')).get(stateName({ tenantId, key: 'agents' }))!;
    expect(state.boosts.map(({ id, quantity }) => [id, quantity])).toEqual([[boost.id, 9]]);
  });

  it('by many at once in any order neither loses a row nor waits for ever', async () => {
    const orders = Array.from({ length: 12 }, (_, index) =>
      index % 2 ? [...capabilityKeys] : [...capabilityKeys].reverse(),
    );
    const found = await Promise.all(orders.map((keys) => lock(...keys)));
    expect(found.map((rows) => rows.size)).toEqual(orders.map(() => capabilityKeys.length));
  });

  it('waits for no other tenant', async () => {
    const other = newId();
    await scratch.source.query(
      `INSERT INTO tenants (id, slug, company_name, company_name_key, size, country, time_zone, language, notification)
       SELECT ?, ?, company_name, company_name_key, size, country, time_zone, language, notification FROM tenants LIMIT 1`,
      [idToBytes(other), `t-${other.slice(-12)}`],
    );
    await scratch.database.transaction(async () => {
      await states.lock([{ tenantId: other, key: 'agents' }]);
      const runner = scratch.source.createQueryRunner();
      await runner.query('SET innodb_lock_wait_timeout = 1');
      await runner.query(
        'SELECT 1 FROM capability_states FORCE INDEX (PRIMARY) WHERE (tenant_id = ? AND capability = ?) FOR UPDATE',
        [idToBytes(tenantId), 'agents'],
      );
      await runner.query('SET innodb_lock_wait_timeout = DEFAULT');
      await runner.release();
    });
  });
});

it('reads the month of a flow as it was written, in whatever zone this process runs', async () => {
  await lock('workflow_triggers');
  await scratch.source.query("UPDATE capability_states SET period = '2026-11-01' WHERE tenant_id = ?", [
    idToBytes(tenantId),
  ]);
  // A process far in the west: there it is still yesterday when the day begins in UTC.
  const west = (date: Date) => new Date(date.getTime() - 11 * HOUR);
  const spies = [
    jest.spyOn(Date.prototype, 'getDate').mockImplementation(function (this: Date) {
      return west(this).getUTCDate();
    }),
    jest.spyOn(Date.prototype, 'getMonth').mockImplementation(function (this: Date) {
      return west(this).getUTCMonth();
    }),
  ];
  const [state] = await states.read([{ tenantId, key: 'workflow_triggers' }]);
  for (const spy of spies) spy.mockRestore();
  expect(state!.row.period).toBe('2026-11-01');
  expect([...(await lock('workflow_triggers')).values()][0]!.row.period).toBe('2026-11-01');
});
