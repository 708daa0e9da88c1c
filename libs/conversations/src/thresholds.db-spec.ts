import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { later, Licences } from '../test/licences';
import { reportOf } from '../test/testbed';

const licences = new Licences();
beforeAll(() => licences.open());
beforeEach(() => licences.begin());
afterAll(() => licences.close());

describe('a step of the licences', () => {
  it('is reached by the very conversation that uses that share, and mailed once', async () => {
    await licences.refill(20);
    await licences.use(14);
    expect(await licences.told()).toEqual([]);
    await licences.use(1);
    expect(await licences.mails()).toMatchObject([{ highest: 75, steps: [75], consumed: 15, purchased: 20 }]);
    await licences.use(1);
    await licences.use(1);
    await licences.use(1);
    expect(await licences.told()).toEqual([[75], [85]]);
    await licences.use(7);
    expect(await licences.told()).toEqual([[75], [85], [95, 100]]);
    await licences.use(50);
    expect(await licences.told()).toHaveLength(3);
    expect(await licences.claimed()).toEqual(['75/1', '85/1', '95/1', '100/1']);
  });

  it('is counted in integers: 75 % of 7 is the sixth', async () => {
    await licences.refill(7);
    await licences.use(5);
    expect(await licences.claimed()).toEqual([]);
    await licences.use(1);
    expect(await licences.told()).toEqual([[75, 85]]);
  });

  it('is told with the others of one evaluation in one mail, the highest in the subject', async () => {
    await licences.refill(10);
    await licences.use(11);
    expect(await licences.mails()).toMatchObject([{ highest: 100, steps: [75, 85, 95, 100], consumed: 11 }]);
  });

  it('is claimed with the use that reached it, however many were reported at once', async () => {
    await licences.refill(20);
    await licences.use(21);
    expect(await licences.claimedAt()).toEqual([15, 17, 19, 20]);
    await licences.refill(10);
    await licences.use(4);
    expect(await licences.claimedAt()).toEqual([15, 17, 19, 20, 23]);
  });

  it('is never reached while nothing is bought', async () => {
    await licences.use(5);
    expect([await licences.told(), await licences.claimed()]).toEqual([[], []]);
  });

  it('is reached by the first refill when that does not cover what was used before', async () => {
    await licences.use(9);
    await licences.refill(10);
    expect(await licences.told()).toEqual([[75, 85]]);
    await licences.use(1);
    expect(await licences.told()).toEqual([
      [75, 85],
      [95, 100],
    ]);
  });

  it('is not reached by a session that only moves earlier, nor by a repeat', async () => {
    await licences.refill(4);
    const user = { reference: 'regular' };
    const reports = [1, 3, 5].map((hours) =>
      reportOf({ tenant: licences.tenant.slug, user, startedAt: later(-hours).toISOString() }),
    );
    await licences.bed.report(reports.slice(0, 2));
    const late = reportOf({ tenant: licences.tenant.slug, user, startedAt: later(-1.5).toISOString() });
    expect(await licences.bed.report([late, ...reports.slice(0, 2)])).toMatchObject([
      { outcome: 'recorded' },
      {},
      {},
    ]);
    expect(await licences.claimed()).toEqual([]);
    await licences.bed.report([reports[2]!]);
    expect(await licences.told()).toEqual([[75]]);
  });

  it('is claimed once when two processes cross it at the same time', async () => {
    for (let round = 0; round < 5; round++) {
      await licences.begin();
      await licences.refill(20);
      await Promise.all(
        Array.from({ length: 10 }, (_, index) => licences.use(2, index % 2 ? licences.bed : licences.other)),
      );
      expect(await licences.claimed()).toEqual(['75/1', '85/1', '95/1', '100/1']);
      expect((await licences.told()).flat()).toEqual([75, 85, 95, 100]);
    }
  });
});

describe('arming', () => {
  it('happens by a refill to exactly the steps that are then above use, which mail again', async () => {
    await licences.refill(20);
    await licences.use(20);
    expect(await licences.told()).toEqual([[75, 85, 95, 100]]);
    await licences.refill(2);
    // 20 of 22 is 90 %: 95 and 100 are above it.
    expect(await licences.told()).toHaveLength(1);
    await licences.use(2);
    expect((await licences.told()).slice(1)).toEqual([[95, 100]]);
    expect(await licences.claimed()).toEqual(['75/1', '85/1', '95/1', '100/1', '95/2', '100/2']);
    await licences.refill(100);
    await licences.use(70);
    expect((await licences.told()).slice(2)).toEqual([[75]]);
    expect((await licences.claimed()).slice(4)).toEqual(['75/2', '95/2', '100/2']);
  });

  it('does not happen by a refill that leaves every step below use', async () => {
    await licences.refill(10);
    await licences.use(30);
    await licences.refill(10);
    expect(await licences.told()).toEqual([[75, 85, 95, 100]]);
    expect(await licences.claimed()).toHaveLength(4);
  });

  it('does not happen while removals have left nothing bought', async () => {
    await licences.refill(10);
    await licences.use(10);
    await licences.remove(30, true);
    await licences.refill(5);
    await licences.refill(19);
    await licences.use(1);
    expect(await licences.told()).toEqual([[75, 85, 95, 100]]);
  });

  it('happens when a lot begins, not when it is bought ahead', async () => {
    await licences.refill(10);
    await licences.use(10);
    await licences.refill(90, later(1));
    await licences.use(1);
    expect(await licences.told()).toHaveLength(1);
    licences.clock.instant = later(1);
    await licences.bed.job.run();
    await licences.use(64);
    expect((await licences.mails()).slice(1)).toMatchObject([{ steps: [75], consumed: 75, purchased: 100 }]);
  });
});
