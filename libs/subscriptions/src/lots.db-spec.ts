import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { idToBytes, newId } from '@tenantry/kernel';
import { addTenant, counterOf, later, NOON, service, testbed } from '../test/testbed';
import type { Service, Testbed } from '../test/testbed';

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

const refill = (quantity: number, validFrom?: number, validTo?: number) =>
  bed.ledger.refill(
    tenantId,
    {
      contractId,
      idempotencyKey: newId(),
      quantity,
      reason: 'Order',
      ...(validFrom !== undefined && { validFrom: later(validFrom) }),
      ...(validTo !== undefined && { validTo: later(validTo) }),
    },
    bed.who,
  );
const consume = (sessions: number) => bed.consume(tenantId, contractId, sessions);
const purchased = async () => (await counterOf(bed, contractId)).purchased;
const expiries = async () =>
  (await bed.ledger.list(tenantId, contractId, undefined, 100))
    .filter(({ kind }) => kind === 'expiry')
    .map(({ quantity }) => quantity);
const due = async () => {
  const [row] = await bed.database.query<{ open: string }[]>(
    'SELECT COUNT(*) AS open FROM ledger_due WHERE tenant_id = ?',
    [idToBytes(tenantId)],
  );
  return Number(row!.open);
};
async function jobAt(hours: number, on: Pick<Service, 'job'>[] = [bed]) {
  bed.clock.instant = later(hours);
  await Promise.all(on.map(({ job }) => job.run()));
}

describe('a lot that is valid from a later moment', () => {
  it('counts from that moment on, not before', async () => {
    await refill(10, 5);
    expect(await purchased()).toBe(0);
    await jobAt(4.999);
    expect(await purchased()).toBe(0);
    await jobAt(5);
    expect(await purchased()).toBe(10);
    await jobAt(6);
    expect([await purchased(), await due()]).toEqual([10, 0]);
  });

  it('says in the log that it has begun', async () => {
    await refill(10, 5);
    await jobAt(5);
    const [log] = await bed.logs.list(tenantId, {});
    expect(log).toMatchObject({ action: 'licences.begun', actorKind: 'system', targetId: contractId });
  });

  it('waits while its tenant is disabled, and counts once the tenant is back', async () => {
    await refill(10, 5);
    await bed.database.transaction(() => bed.tenants.disable(tenantId, undefined, bed.who));
    await jobAt(6, [bed, other]);
    expect([await purchased(), await due()]).toEqual([0, 1]);
    await bed.database.transaction(() => bed.tenants.enable(tenantId, undefined, bed.who));
    await jobAt(7, [bed, other]);
    expect([await purchased(), await due()]).toEqual([10, 0]);
  });

  it('from a past moment counts at once', async () => {
    await refill(10, -5);
    expect([await purchased(), await due()]).toEqual([10, 0]);
  });
});

describe('a lot whose validity ends', () => {
  it('loses exactly what was not used of it', async () => {
    await refill(10, undefined, 5);
    await consume(4);
    await jobAt(4.999);
    expect(await expiries()).toEqual([]);
    await jobAt(5);
    expect(await expiries()).toEqual([-6]);
    expect(await counterOf(bed, contractId)).toEqual({ purchased: 4, consumed: 4 });
    const [steps, log] = await bed.logs.list(tenantId, {});
    expect(steps).toMatchObject({ action: 'licences.steps_reached', actorKind: 'system' });
    expect(log).toMatchObject({ action: 'licences.expired', actorKind: 'system', targetId: contractId });
  });

  it('is used before one that ends later, and that before one without end', async () => {
    await refill(10);
    await refill(10, undefined, 9);
    await refill(10, undefined, 5);
    await consume(13);
    await jobAt(5);
    expect(await expiries()).toEqual([]);
    await jobAt(9);
    expect(await expiries()).toEqual([-7]);
    expect(await counterOf(bed, contractId)).toEqual({ purchased: 23, consumed: 13 });
  });

  it('writes no row when all of it was used', async () => {
    await refill(10, undefined, 5);
    await consume(12);
    await jobAt(5);
    expect([await expiries(), await purchased(), await due()]).toEqual([[], 10, 0]);
  });

  it('does not lose what was used before it began', async () => {
    await refill(10);
    await consume(6);
    await refill(10, 1, 5);
    await jobAt(1);
    await consume(3);
    await jobAt(5);
    expect(await expiries()).toEqual([-7]);
    expect(await counterOf(bed, contractId)).toEqual({ purchased: 13, consumed: 9 });
  });

  it('pays first for what was used beyond all lots', async () => {
    await refill(10);
    await consume(14);
    await refill(10, undefined, 5);
    await jobAt(5);
    expect(await expiries()).toEqual([-6]);
    expect(await counterOf(bed, contractId)).toEqual({ purchased: 14, consumed: 14 });
  });

  it('expires once, however many processes look for what is due', async () => {
    for (let index = 0; index < 6; index++) await refill(10, undefined, 5);
    await jobAt(5, [bed, other, bed, other]);
    expect(await expiries()).toEqual(Array(6).fill(-10));
    expect([await purchased(), await due()]).toEqual([0, 0]);
  });

  it('begins and ends once when both fell due while nothing ran, in whatever order processes take them', async () => {
    for (let round = 0; round < 8; round++) await refill(10, 1 + round / 100, 2 + round / 100);
    await jobAt(3, [bed, other, bed, other]);
    expect(await expiries()).toEqual(Array(8).fill(-10));
    expect([await purchased(), await due()]).toEqual([0, 0]);
  });

  it('has its end taken before its begin, and still ends', async () => {
    const { entryId } = await refill(10, 1, 2);
    bed.clock.instant = later(3);
    // As when another process holds the begin: this one finds the end only.
    await bed.database.transaction(async () => {
      await bed.database.query(`SELECT 1 FROM ledger_due WHERE entry_id = ? AND event = 'begin' FOR UPDATE`, [
        idToBytes(entryId),
      ]);
      // Outside that transaction, so on a connection of its own.
      await other.job.run();
    });
    await bed.job.run();
    expect([await expiries(), await purchased(), await due()]).toEqual([[-10], 0, 0]);
  });
});

describe('the ledger job', () => {
  it('goes on behind a row that fails, and takes that one again the next time', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => {});
    const broken = await refill(10, undefined, 1);
    await refill(20, undefined, 2);
    await bed.database.query(
      `CREATE TRIGGER refuse_expiry BEFORE INSERT ON ledger_entries FOR EACH ROW
       IF NEW.lot_id = 0x${broken.entryId.replaceAll('-', '')} THEN SIGNAL SQLSTATE '45000'; END IF`,
    );
    try {
      await jobAt(3);
      expect([await expiries(), await due()]).toEqual([[-20], 1]);
      expect(logged).toHaveBeenCalledTimes(1);
    } finally {
      await bed.database.query('DROP TRIGGER refuse_expiry');
      logged.mockRestore();
    }
    await jobAt(3);
    expect([await expiries(), await due()]).toEqual([[-10, -20], 0]);
  });

  it('burns lots in the order of use though the clocks of two processes disagree', async () => {
    await refill(10);
    await consume(5);
    bed.clock.instant = later(-0.01);
    await refill(10, undefined, 5);
    bed.clock.instant = NOON;
    await consume(2);
    await jobAt(5);
    // Ten were bought when the first five were used; only two were used since the second lot.
    expect(await expiries()).toEqual([-8]);
  });
});
