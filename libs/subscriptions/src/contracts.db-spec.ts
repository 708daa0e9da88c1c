import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MINUTE, newId } from '@tenantry/kernel';
import { addTenant, later, NOON, refusalOf, service, testbed } from '../test/testbed';
import type { Service, Testbed } from '../test/testbed';

let bed: Testbed;
let other: Service;
let tenantId: string;

beforeAll(async () => {
  bed = await testbed();
  other = await service(bed.url, bed.clock);
});
beforeEach(async () => {
  tenantId = await addTenant(bed);
});
afterEach(() => {
  bed.clock.instant = NOON;
});
afterAll(async () => {
  await other?.close();
  await bed?.close();
});

const add = (start: number, end: number | null) =>
  bed.addContract(tenantId, { startsAt: later(start), endsAt: end === null ? null : later(end) });
const spans = async () =>
  (await bed.contracts.of(tenantId)).map(({ startsAt, endsAt }) => [
    (startsAt.getTime() - NOON.getTime()) / 3_600_000,
    endsAt && (endsAt.getTime() - NOON.getTime()) / 3_600_000,
  ]);
const end = (id: string, at: Date) => bed.contracts.end(tenantId, id, at, bed.who);

describe('contracts of a tenant', () => {
  it('never overlap, whichever part of the other a new one covers', async () => {
    await add(0, 10);
    for (const [start, finish] of [
      [0, 10],
      [-5, 1],
      [9, 20],
      [3, 4],
      [-5, 20],
      [-5, null],
      [9, null],
    ] as const)
      expect(await refusalOf(add(start, finish))).toEqual({ kind: 'conflict', code: 'contract_overlap' });
    expect(await spans()).toEqual([[0, 10]]);
  });

  it('may touch, as the end is no longer in a contract, and are listed newest first', async () => {
    await add(0, 10);
    await add(10, 20);
    await add(-10, 0);
    await add(20, null);
    expect(await refusalOf(add(30, 40))).toEqual({ kind: 'conflict', code: 'contract_overlap' });
    expect(await spans()).toEqual([
      [20, null],
      [10, 20],
      [0, 10],
      [-10, 0],
    ]);
  });

  it('are no obstacle to those of another tenant', async () => {
    await add(0, null);
    await bed.addContract(await addTenant(bed), { startsAt: later(0) });
    expect(await spans()).toEqual([[0, null]]);
  });

  it.each([0, -1, 1.5, 31 * 24 * 60 + 1, NaN])('are refused with sessions of %p minutes', async (minutes) => {
    expect(await refusalOf(bed.addContract(tenantId, { sessionMinutes: minutes }))).toEqual({
      kind: 'invalid',
      code: 'out_of_range',
    });
  });

  it('are refused when they end before they start, or at once', async () => {
    for (const finish of [4, 5])
      expect(await refusalOf(add(5, finish))).toEqual({ kind: 'invalid', code: 'end_before_start' });
  });

  it('are refused for a tenant that does not exist', async () => {
    expect(await refusalOf(bed.addContract(newId()))).toMatchObject({ kind: 'not_found' });
  });

  it('made at once by several processes for the same time are one: one call wins, the others are told', async () => {
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        refusalOf((index % 2 ? bed : other).addContract(tenantId, { startsAt: later(index) })),
      ),
    );
    expect(results.filter((one) => one === null)).toHaveLength(1);
    expect(results.filter((one) => one?.code === 'contract_overlap')).toHaveLength(9);
    expect(await spans()).toHaveLength(1);
  });
});

describe('the end of a contract', () => {
  it('can be set, moved out and moved in, each with a log row that tells both ends', async () => {
    const { id } = await add(-5, null);
    for (const at of [10, 20, 5]) await end(id, later(at));
    expect(await spans()).toEqual([[-5, 5]]);
    const rows = await bed.logs.list(tenantId, { type: 'subscription' });
    expect(rows.map(({ action, before, after }) => [action, before, after])).toEqual(
      [
        [null, later(10)],
        [later(10), later(20)],
        [later(20), later(5)],
      ]
        .map(([from, to]) => [
          'contract.end_set',
          JSON.stringify({ endsAt: from }),
          JSON.stringify({ endsAt: to }),
        ])
        .reverse(),
    );
  });

  it('must lie more than five minutes ahead, where no conversation can have begun', async () => {
    const { id } = await add(-5, null);
    const edge = NOON.getTime() + 5 * MINUTE;
    for (const at of [new Date(edge), NOON, later(-1), later(-10)])
      expect(await refusalOf(end(id, at))).toEqual({ kind: 'invalid', code: 'end_too_early' });
    await end(id, new Date(edge + 1));
  });

  it('must lie after the start of a contract that begins later', async () => {
    const { id } = await add(10, null);
    for (const at of [9, 10])
      expect(await refusalOf(end(id, later(at)))).toEqual({ kind: 'invalid', code: 'end_too_early' });
    await end(id, later(11));
  });

  it('stays once it is reached, or will be within five minutes', async () => {
    const { id } = await add(-5, 1);
    bed.clock.instant = new Date(later(1).getTime() - 5 * MINUTE);
    expect(await refusalOf(end(id, later(20)))).toEqual({ kind: 'conflict', code: 'contract_ended' });
    bed.clock.instant = new Date(later(1).getTime() - 5 * MINUTE - 1);
    await end(id, later(20));
  });

  it('may touch the next contract but not reach into it, however many follow', async () => {
    const { id } = await add(-5, 5);
    await add(10, 20);
    await add(20, 30);
    await add(40, null);
    for (const at of [11, 20, 25, 50])
      expect(await refusalOf(end(id, later(at)))).toEqual({ kind: 'conflict', code: 'contract_overlap' });
    await end(id, later(10));
    expect((await spans()).at(-1)).toEqual([-5, 10]);
  });

  it("cannot be set by another tenant's id, which is as one that does not exist", async () => {
    const { id } = await add(-5, null);
    const foreign = await addTenant(bed);
    expect(await refusalOf(bed.contracts.end(foreign, id, later(5), bed.who))).toMatchObject({
      kind: 'not_found',
    });
    expect(await refusalOf(end(newId(), later(5)))).toMatchObject({ kind: 'not_found' });
    expect(await spans()).toEqual([[-5, null]]);
  });
});

describe('the overview', () => {
  const current = async () => (await bed.overview.of(tenantId)).contract?.state ?? null;

  it('shows the contract in force, else the last that ended, else the next', async () => {
    expect(await current()).toBeNull();
    await add(10, 20);
    expect(await current()).toBe('upcoming');
    await add(-20, -10);
    expect(await current()).toBe('ended');
    await add(-1, 1);
    expect(await current()).toBe('running');
    bed.clock.instant = later(1);
    const { contract, contracts } = await bed.overview.of(tenantId);
    expect(contract).toMatchObject({ state: 'ended', endsAt: later(1).toISOString() });
    expect(contracts.map(({ state }) => state)).toEqual(['upcoming', 'ended', 'ended']);
  });

  it('tells what is available, and apart from it what was used beyond', async () => {
    const { id: contractId } = await add(-1, null);
    const refill = { contractId, idempotencyKey: newId(), quantity: 10, reason: 'Order' };
    await bed.ledger.refill(tenantId, refill, bed.who);
    await bed.consume(tenantId, contractId, 4);
    expect((await bed.overview.of(tenantId)).tiles).toEqual({
      allocated: 10,
      consumed: 4,
      available: 6,
      overage: 0,
    });
    await bed.consume(tenantId, contractId, 9);
    const { tiles, steps } = await bed.overview.of(tenantId);
    expect(tiles).toEqual({ allocated: 10, consumed: 13, available: 0, overage: 3 });
    expect(steps.map(({ step, reachedAt }) => [step, reachedAt])).toEqual(
      [75, 85, 95, 100].map((step) => [step, NOON.toISOString()]),
    );
  });
});
