import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FixedClock, idToBytes, MINUTE, newId } from '@tenantry/kernel';
import type { Reporter } from './ingest.service';
import { addTenant, everyTenant, reportOf, testbed } from '../test/testbed';
import type { Testbed } from '../test/testbed';
import type { ConversationReport } from './report';

const NOON = new Date('2026-03-01T12:00:00.000Z');
const clock = new FixedClock(NOON);
const at = (minutes: number) => new Date(NOON.getTime() + minutes * MINUTE).toISOString();

let bed: Testbed;
let tenant: { id: string; slug: string };

beforeAll(async () => {
  bed = await testbed(clock);
});
beforeEach(async () => {
  tenant = await addTenant(bed);
});
afterEach(() => {
  clock.instant = NOON;
});
afterAll(async () => {
  await bed?.close();
});

const report = (change: Partial<ConversationReport> = {}) => reportOf({ tenant: tenant.slug, ...change });
const send = (reports: unknown[], reporter: Reporter = everyTenant) => bed.ingest.report(reports, reporter);
const outcomes = async (reports: unknown[], reporter?: Reporter) =>
  (await send(reports, reporter)).map(({ outcome, code }) => code ?? outcome);
const stored = async (tenantId = tenant.id) => {
  const rows = await bed.database.query('SELECT conversation_id FROM conversations WHERE tenant_id = ?', [
    idToBytes(tenantId),
  ]);
  return rows.length;
};
const openContract = (startsAt = at(-60), endsAt: string | null = null) =>
  bed.opening.open(
    tenant.id,
    {
      type: 'session',
      sessionMinutes: 60,
      startsAt: new Date(startsAt),
      endsAt: endsAt === null ? null : new Date(endsAt),
    },
    bed.who,
  );
const consumed = async () => {
  const [row] = await bed.database.query<{ consumed: string | null }[]>(
    'SELECT SUM(consumed) AS consumed FROM contract_counters WHERE tenant_id = ?',
    [idToBytes(tenant.id)],
  );
  return Number(row!.consumed);
};

describe('the tenant of a report', () => {
  it('is named by slug or id', async () => {
    expect(
      await outcomes([report({ tenant: tenant.id, id: 'x' }), report({ tenant: tenant.slug, id: 'x' })]),
    ).toEqual(['recorded', 'repeat']);
  });

  it("is the key's own when the report names none; a platform key must name one", async () => {
    const own = { tenantId: tenant.id, covers: (id: string) => id === tenant.id };
    const { tenant: _, ...unnamed } = report();
    expect(await outcomes([unnamed], own)).toEqual(['recorded']);
    const [result] = await send([unnamed]);
    expect(result).toMatchObject({
      outcome: 'refused',
      code: 'malformed',
      reason: expect.stringMatching(/^tenant: /),
    });
  });

  it('that the key does not cover is answered exactly as one that does not exist', async () => {
    const other = await addTenant(bed);
    const own = { tenantId: tenant.id, covers: (id: string) => id === tenant.id };
    const results = await send(
      [other.slug, other.id, 'no-such-tenant', newId(), 'NOT A SLUG', 'größe', "' OR 1=1 --"].map((name) =>
        report({ tenant: name }),
      ),
      own,
    );
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(results[0]).toMatchObject({ outcome: 'refused', code: 'unknown_tenant' });
    expect(await stored(other.id)).toBe(0);
  });
});

describe('the start of a conversation', () => {
  it('may lie five minutes ahead, not a millisecond more', async () => {
    const edge = NOON.getTime() + 5 * MINUTE;
    expect(
      await outcomes([edge, edge + 1].map((ms) => report({ startedAt: new Date(ms).toISOString() }))),
    ).toEqual(['recorded', 'in_the_future']);
  });

  it('may lie long ago, outside every contract: recorded, shown, consuming nothing', async () => {
    await openContract(at(-60), at(60));
    const early = report({ startedAt: '1999-12-31T23:59:59.999Z' });
    const before = report({ startedAt: at(-60.01), user: { reference: 'b' } });
    const first = report({ startedAt: at(-60), user: { reference: 'c' } });
    expect(await outcomes([early, before, first])).toEqual(Array(3).fill('recorded'));
    expect(await stored()).toBe(3);
    expect(await consumed()).toBe(1);
    clock.instant = new Date(at(59));
    expect(await outcomes([report({ startedAt: at(60), user: { reference: 'd' } })])).toEqual(['recorded']);
    expect(await consumed()).toBe(1);
  });

  it('without any contract consumes nothing, and nothing is refused for lack of licences', async () => {
    expect(await outcomes([report()])).toEqual(['recorded']);
    expect(await consumed()).toBe(0);
    await openContract(at(-1_000));
    expect(await outcomes([report({ user: null }), report({ user: null })])).toEqual([
      'recorded',
      'recorded',
    ]);
    expect(await consumed()).toBe(3);
  });
});

describe('a disabled tenant', () => {
  const flip = (state: 'disable' | 'enable') =>
    bed.database.transaction(() => bed.tenants[state](tenant.id, undefined, bed.who));

  it('takes what began before, and nothing that began at that moment or later', async () => {
    await flip('disable');
    clock.advance(10 * MINUTE);
    expect(await outcomes([at(-1), at(0), at(1)].map((startedAt) => report({ startedAt })))).toEqual([
      'recorded',
      'tenant_disabled',
      'tenant_disabled',
    ]);
    await flip('enable');
    expect(await outcomes([report({ startedAt: at(5) })])).toEqual(['recorded']);
  });

  it('stores nothing begun after it was disabled, however reports race with the switch', async () => {
    clock.advance(4 * MINUTE);
    for (let round = 0; round < 6; round++) {
      tenant = await addTenant(bed);
      await openContract();
      // Begun up to four minutes after the switch, as clocks of services may run ahead.
      const reports = Array.from({ length: 30 }, (_, index) =>
        report({ startedAt: at(index % 8), user: { reference: `u${index}` } }),
      );
      const sending = reports.map((one) => send([one]));
      const disabling = flip('disable');
      const results = (await Promise.all(sending)).flat();
      await disabling;
      const late = (await send([report({ startedAt: at(4.5) })]))[0];
      expect(late).toMatchObject({ code: 'tenant_disabled' });
      const taken = results.filter((one) => one.outcome === 'recorded').length;
      expect(await stored()).toBe(taken);
      expect(await consumed()).toBe(taken);
      expect(results.filter((one) => one.code === 'tenant_disabled')).toHaveLength(30 - taken);
    }
  });
});
