import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MINUTE } from '@tenantry/kernel';
import { consumed, oracle, stored } from '../test/oracle';
import type { ConversationReport } from './report';
import { addTenant, reportOf, service, testbed } from '../test/testbed';
import type { Service, Testbed } from '../test/testbed';

const ZERO = Date.parse('2026-03-01T00:00:00.000Z');
const at = (minute: number) => new Date(ZERO + minute * MINUTE);

let bed: Testbed;
let other: Service;

beforeAll(async () => {
  bed = await testbed();
  other = await service(bed.url);
});
afterAll(async () => {
  await other?.close();
  await bed?.close();
});

const open = (tenantId: string, start: number, end: number | null) =>
  bed.opening.open(
    tenantId,
    { type: 'session', sessionMinutes: 60, startsAt: at(start), endsAt: end === null ? null : at(end) },
    bed.who,
  );

describe('a contract that is made after its time began', () => {
  it('counts what was recorded in its time, page after page, and goes on from there', async () => {
    const tenant = await addTenant(bed);
    const report = (n: number): ConversationReport =>
      reportOf({
        tenant: tenant.slug,
        id: `c${n}`,
        channel: n % 3 ? 'chat' : 'voice',
        // Two thirds of one person, so that a page ends in the middle of a chain; many at one instant.
        user: n % 9 === 0 ? null : { reference: n % 3 ? 'regular' : `u${n % 50}` },
        startedAt: at(Math.floor((n * 7919) % 9_000) / 2).toISOString(),
      });
    const reports = Array.from({ length: 14_000 }, (_, n) => report(n));
    for (let start = 0; start < reports.length; start += 1_000)
      await bed.report(reports.slice(start, start + 1_000));
    const contract = { startsAt: at(100).getTime(), endsAt: at(4_400).getTime(), minutes: 60 };
    const { sessions } = await open(tenant.id, 100, 4_400);
    const facts = oracle(tenant.id, reports, [contract]);
    expect(await stored(bed.database, tenant.id)).toEqual(facts);
    expect([sessions, await consumed(bed.database, tenant.id)]).toEqual([facts.length, facts.length]);

    const more = Array.from({ length: 300 }, (_, n) => report(14_000 + n));
    await bed.report(more);
    expect(await stored(bed.database, tenant.id)).toEqual(
      oracle(tenant.id, [...reports, ...more], [contract]),
    );
  }, 60_000);

  it('says in the log how many sessions it began with', async () => {
    const tenant = await addTenant(bed);
    await bed.report([reportOf({ tenant: tenant.slug, startedAt: at(5).toISOString() })]);
    const { contractId, sessions } = await open(tenant.id, 0, null);
    expect(sessions).toBe(1);
    const [row] = await bed.logs.list(tenant.id, { type: 'subscription' });
    expect(row).toMatchObject({ action: 'contract.created', targetId: contractId });
    expect(JSON.parse(row!.after!)).toMatchObject({ sessionMinutes: 60, sessionsAlreadyBegun: 1 });
  });

  it('waits for no second connection, however many are made at once', async () => {
    const tenants = await Promise.all(Array.from({ length: 12 }, () => addTenant(bed)));
    await bed.report(tenants.map(({ slug }) => reportOf({ tenant: slug, startedAt: at(5).toISOString() })));
    const opened = await Promise.all(tenants.map(({ id }) => open(id, 0, null)));
    expect(opened.map(({ sessions }) => sessions)).toEqual(Array(12).fill(1));
  }, 60_000);

  it('leaves nothing when its log row cannot be written', async () => {
    const tenant = await addTenant(bed);
    await bed.report([reportOf({ tenant: tenant.slug, startedAt: at(5).toISOString() })]);
    await bed.database.query(
      `CREATE TRIGGER refuse_log BEFORE INSERT ON operation_log FOR EACH ROW SIGNAL SQLSTATE '45000'`,
    );
    try {
      await expect(open(tenant.id, 0, null)).rejects.toThrow();
    } finally {
      await bed.database.query('DROP TRIGGER refuse_log');
    }
    expect([await stored(bed.database, tenant.id), await consumed(bed.database, tenant.id)]).toEqual([[], 0]);
    expect((await open(tenant.id, 0, null)).sessions).toBe(1);
  });
});
