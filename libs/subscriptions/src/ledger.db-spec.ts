import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@tenantry/kernel';
import { addTenant, counterOf, later, NOON, refusalOf, service, testbed } from '../test/testbed';
import type { Service, Testbed } from '../test/testbed';
import type { Refill, Removal } from './ledger.service';

let bed: Testbed;
let other: Service;
let tenantId: string;
let contractId: string;

beforeAll(async () => {
  bed = await testbed();
  other = await service(bed.url, bed.clock);
});
beforeEach(async () => {
  tenantId = await addTenant(bed);
  contractId = (await bed.addContract(tenantId)).id;
});
afterEach(() => {
  bed.clock.instant = NOON;
});
afterAll(async () => {
  await other?.close();
  await bed?.close();
});

const refill = (quantity: number, change: Partial<Refill> = {}, on: Service = bed) =>
  on.ledger.refill(
    tenantId,
    { contractId, idempotencyKey: newId(), quantity, reason: 'Order', ...change },
    on.who,
  );
const remove = (quantity: number, change: Partial<Removal> = {}) =>
  bed.ledger.remove(
    tenantId,
    { contractId, idempotencyKey: newId(), quantity, reason: 'Cancelled', force: false, ...change },
    bed.who,
  );
const rows = async () =>
  (await bed.ledger.list(tenantId, contractId, undefined, 100)).map(({ kind, quantity, balance }) => [
    kind,
    quantity,
    balance,
  ]);
const actions = async () => (await bed.logs.list(tenantId, {})).map((row) => row.action).reverse();
const purchased = async () => (await counterOf(bed, contractId)).purchased;

describe('a refill', () => {
  it('adds licences with who, why and for whom, and says so in the log', async () => {
    const { entryId } = await refill(50, { reason: 'Order', reference: 'PO-7', requestedBy: 'Lina Admin' });
    expect(await counterOf(bed, contractId)).toEqual({ purchased: 50, consumed: 0 });
    const [row] = await bed.ledger.list(tenantId, contractId, undefined, 10);
    expect(row).toMatchObject({
      id: entryId,
      kind: 'refill',
      quantity: 50,
      balance: 50,
      reason: 'Order',
      reference: 'PO-7',
      requestedBy: 'Lina Admin',
      recordedBy: 'Olga Operator',
      validFrom: NOON,
      validTo: null,
      begunAt: NOON,
    });
    const [log] = await bed.logs.list(tenantId, {});
    expect(log).toMatchObject({
      type: 'subscription',
      action: 'licences.refilled',
      actorName: 'Olga Operator',
      targetKind: 'contract',
      targetId: contractId,
    });
    expect(JSON.parse(log!.after!)).toMatchObject({ entryId, quantity: 50, reference: 'PO-7' });
  });

  it('that is retried with its key adds nothing, answers the same, and is logged as a retry', async () => {
    const key = newId();
    const first = await refill(50, { idempotencyKey: key, validTo: later(1) });
    expect(await refill(50, { idempotencyKey: key, validTo: later(1) })).toEqual(first);
    bed.clock.instant = later(2);
    expect(await refill(50, { idempotencyKey: key, validTo: later(1) })).toEqual(first);
    expect(await purchased()).toBe(50);
    expect(await rows()).toHaveLength(1);
    expect(await actions()).toEqual([
      'licences.refilled',
      'licences.refill_repeated',
      'licences.refill_repeated',
    ]);
  });

  it('whose key was used for something else is a conflict and changes nothing', async () => {
    const key = newId();
    await refill(50, { idempotencyKey: key });
    for (const change of [{ quantity: 51 }, { reason: 'Other' }, { validTo: later(9) }])
      expect(await refusalOf(refill(50, { idempotencyKey: key, ...change }))).toEqual({
        kind: 'conflict',
        code: 'idempotency_conflict',
      });
    expect(await purchased()).toBe(50);
    expect(await actions()).toEqual(['licences.refilled']);
  });

  it('sent ten times at once with one key, on two processes, is one', async () => {
    const key = newId();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => refill(7, { idempotencyKey: key }, index % 2 ? bed : other)),
    );
    expect(new Set(answers.map(({ entryId }) => entryId)).size).toBe(1);
    expect(await rows()).toEqual([['refill', 7, 7]]);
  });

  it('beside nineteen others on two processes sums exactly', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => refill(index + 1, {}, index % 2 ? bed : other)),
    );
    expect(await purchased()).toBe(210);
    expect((await rows())[0]![2]).toBe(210);
  });

  it.each([0, -5, 1.5, 1_000_000_001, NaN])('of %p is refused', async (quantity) => {
    expect(await refusalOf(refill(quantity))).toEqual({ kind: 'invalid', code: 'out_of_range' });
    expect(await actions()).toEqual([]);
  });

  it('that is over before it begins, or already, is refused', async () => {
    for (const change of [
      { validTo: NOON },
      { validTo: later(-1) },
      { validFrom: later(5), validTo: later(5) },
      { validFrom: later(-9), validTo: later(-1) },
    ])
      expect(await refusalOf(refill(1, change))).toEqual({ kind: 'invalid', code: 'end_before_start' });
  });

  it("of another tenant's contract is as of one that does not exist", async () => {
    tenantId = await addTenant(bed);
    expect(await refusalOf(refill(1))).toMatchObject({ kind: 'not_found' });
    expect(await refusalOf(remove(1))).toMatchObject({ kind: 'not_found' });
    expect(await refusalOf(bed.ledger.list(tenantId, contractId, undefined, 10))).toMatchObject({
      kind: 'not_found',
    });
    expect(await purchased()).toBe(0);
  });
});

describe('a removal', () => {
  it('takes licences that are left, down to the last', async () => {
    await refill(10);
    await bed.consume(tenantId, contractId, 4);
    await remove(6);
    expect(await counterOf(bed, contractId)).toEqual({ purchased: 4, consumed: 4 });
    expect(await actions()).toEqual(['licences.refilled', 'licences.steps_reached', 'licences.removed']);
  });

  it('below what was consumed is refused and says what is left; forced it leaves overage', async () => {
    await refill(10);
    await bed.consume(tenantId, contractId, 4);
    await expect(remove(7)).rejects.toMatchObject({
      kind: 'conflict',
      details: { code: 'below_consumed', field: 'quantity', available: 6 },
    });
    expect(await actions()).toEqual(['licences.refilled']);
    await remove(7, { force: true });
    expect(await counterOf(bed, contractId)).toEqual({ purchased: 3, consumed: 4 });
    expect((await bed.overview.of(tenantId)).tiles).toMatchObject({ available: 0, overage: 1 });
  });

  it('that is retried with its key takes nothing more', async () => {
    await refill(10);
    const key = newId();
    const first = await remove(6, { idempotencyKey: key });
    expect(await remove(6, { idempotencyKey: key })).toEqual(first);
    expect(await purchased()).toBe(4);
    expect((await actions()).slice(1)).toEqual(['licences.removed', 'licences.remove_repeated']);
  });

  it('at once with others never takes more than there is', async () => {
    await refill(10);
    const results = await Promise.all(Array.from({ length: 8 }, () => refusalOf(remove(3))));
    expect(results.filter((one) => one === null)).toHaveLength(3);
    expect(await purchased()).toBe(1);
  });
});

describe('the purchase history', () => {
  it('is newest first with the balance after each row, on every page', async () => {
    await refill(10);
    await refill(20);
    await remove(5);
    await refill(1);
    const all = await rows();
    expect(all).toEqual([
      ['refill', 1, 26],
      ['removal', -5, 25],
      ['refill', 20, 30],
      ['refill', 10, 10],
    ]);
    const first = await bed.ledger.list(tenantId, contractId, undefined, 2);
    expect(first).toHaveLength(3);
    const second = await bed.ledger.list(tenantId, contractId, first[1]!.id, 2);
    expect([...first.slice(0, 2), ...second].map((row) => row.balance)).toEqual([26, 25, 30, 10]);
  });

  it('does not count a row whose validity lies ahead until that begins', async () => {
    await refill(10);
    await refill(20, { validFrom: later(1) });
    await refill(5);
    expect((await rows()).map(([, , balance]) => balance)).toEqual([15, 10, 10]);
    bed.clock.instant = later(1);
    await bed.job.run();
    expect((await rows()).map(([, , balance]) => balance)).toEqual([35, 30, 10]);
  });
});
