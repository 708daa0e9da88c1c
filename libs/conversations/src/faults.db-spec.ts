import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import mysql from 'mysql2/promise';
import { MINUTE } from '@tenantry/kernel';
import { killBefore } from '../test/kill';
import { consumed, oracle, stored } from '../test/oracle';
import { DatabaseProxy } from '../test/proxy';
import type { ConversationReport } from './report';
import { addTenant, everyTenant, reportOf, service, testbed } from '../test/testbed';
import type { Service, Testbed } from '../test/testbed';

const ZERO = Date.parse('2026-03-01T00:00:00.000Z');
const at = (minute: number) => new Date(ZERO + minute * MINUTE).toISOString();
const contract = { startsAt: ZERO, endsAt: null, minutes: 60 };

let bed: Testbed;
let proxy: DatabaseProxy;
/** Reaches the database through the proxy. */
let far: Service;
let admin: mysql.Connection;
let tenant: { id: string; slug: string };
const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => {});

beforeAll(async () => {
  bed = await testbed();
  proxy = await new DatabaseProxy(bed.url).up();
  far = await service(proxy.url);
  admin = await mysql.createConnection(bed.url);
});
beforeEach(async () => {
  logged.mockClear();
  tenant = await addTenant(bed);
  await bed.opening.open(
    tenant.id,
    { type: 'session', sessionMinutes: 60, startsAt: new Date(ZERO), endsAt: null },
    bed.who,
  );
});
afterAll(async () => {
  await admin?.end();
  await far?.close();
  await proxy?.down();
  await bed?.close();
});

const report = (change: Partial<ConversationReport>) => reportOf({ tenant: tenant.slug, ...change });
const outcomes = async (on: Service, reports: ConversationReport[]) =>
  (await on.ingest.report(reports, everyTenant)).map(({ outcome, code }) => code ?? outcome);
/** Some of several users, each with something late for a chain that stands. */
const batch = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) =>
    report({
      id: `c-${from + index}`,
      user: index % 5 ? { reference: `u${index % 3}`, name: `Name ${from + index}` } : null,
      startedAt: at(((from + index) * 37) % 600),
    }),
  );
async function expectAllCounted(reports: ConversationReport[]) {
  const facts = oracle(tenant.id, reports, [contract]);
  expect(await stored(bed.database, tenant.id)).toEqual(facts);
  expect(await consumed(bed.database, tenant.id)).toBe(facts.length);
}

describe('a row that the database refuses', () => {
  it('fails alone as internal; the rest of its batch is recorded, and it may be reported again', async () => {
    await bed.database.query(
      `CREATE TRIGGER refuse_poison BEFORE INSERT ON conversations FOR EACH ROW
       IF NEW.subject = 'poison' THEN SIGNAL SQLSTATE '45000'; END IF`,
    );
    const reports = batch(0, 90);
    for (const bad of [7, 8, 60]) reports[bad] = { ...reports[bad]!, subject: 'poison' };
    try {
      const results = await outcomes(bed, reports);
      expect(results).toEqual(reports.map(({ subject }) => (subject ? 'internal' : 'recorded')));
      expect(logged).toHaveBeenCalledTimes(3);
      await expectAllCounted(reports.filter((one) => !one.subject));
    } finally {
      await bed.database.query('DROP TRIGGER refuse_poison');
    }
    expect(await outcomes(bed, reports)).toEqual(
      reports.map(({ subject }) => (subject ? 'recorded' : 'repeat')),
    );
    await expectAllCounted(reports);
  });

  it('says nothing of the error to the caller', async () => {
    await bed.database.query(
      `CREATE TRIGGER refuse_all BEFORE INSERT ON conversations FOR EACH ROW
       SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a secret of the database'`,
    );
    try {
      expect(JSON.stringify(await bed.report(batch(0, 1)))).not.toContain('secret');
    } finally {
      await bed.database.query('DROP TRIGGER refuse_all');
    }
  });
});

describe('a connection that is killed', () => {
  it('before any statement of a flush is replaced: all are recorded, each is counted once', async () => {
    const reports: ConversationReport[] = [];
    for (let nth = 1, statements = nth; nth <= statements; nth++)
      for (const size of [1, 12]) {
        const part = batch(reports.length, size);
        reports.push(...part);
        const kill = killBefore(bed.database, admin, nth);
        expect(await outcomes(bed, part)).toEqual(part.map(() => 'recorded'));
        statements = kill.remove();
      }
    expect(reports.length).toBeGreaterThan(130);
    await expectAllCounted(reports);
    expect(logged).not.toHaveBeenCalled();
  }, 60_000);

  it('between commit and reply leaves what was committed: it is recorded, not a repeat, and counted once', async () => {
    const reports = batch(0, 30);
    proxy.loseCommits = 1;
    expect(await outcomes(far, reports)).toEqual(reports.map(() => 'recorded'));
    expect(proxy.loseCommits).toBe(0);
    expect(await outcomes(far, reports)).toEqual(reports.map(() => 'repeat'));
    await expectAllCounted(reports);
  });

  it('tells repeats and conflicts of a batch apart also when its commit went through unnoticed', async () => {
    const [first, second] = batch(0, 2) as [ConversationReport, ConversationReport];
    await far.report([first]);
    proxy.loseCommits = 1;
    expect(await outcomes(far, [first, second, second, { ...second, subject: 'Other' }])).toEqual([
      'repeat',
      'recorded',
      'repeat',
      'other_content',
    ]);
    await expectAllCounted([first, second]);
  });
});

describe('a database that cannot be reached', () => {
  it('is said to be unavailable, and nothing is lost for whoever tries again', async () => {
    const reports = batch(0, 20);
    await proxy.down();
    await expect(far.report(reports)).rejects.toMatchObject({
      kind: 'unavailable',
      details: { code: 'database_unavailable', retryAfterSeconds: 2 },
    });
    await proxy.up();
    expect(await outcomes(far, reports)).toEqual(reports.map(() => 'recorded'));
    await expectAllCounted(reports);
  });

  it('that comes back between two attempts is not noticed by the caller', async () => {
    const reports = batch(0, 20);
    await proxy.down();
    const reporting = outcomes(far, reports);
    await proxy.up();
    expect(await reporting).toEqual(reports.map(() => 'recorded'));
    await expectAllCounted(reports);
  });

  it('is said to be unavailable for hand-overs too', async () => {
    const [one] = batch(0, 1) as [ConversationReport];
    await far.report([one]);
    const join = { tenant: tenant.slug, id: one.id, agent: 'Ada', at: at(5) };
    await proxy.down();
    await expect(far.joins.report([join], everyTenant)).rejects.toMatchObject({ kind: 'unavailable' });
    await proxy.up();
    expect(await far.joins.report([join], everyTenant)).toEqual([{ outcome: 'recorded' }]);
  });
});

describe('a process that stops', () => {
  it('first writes what it has taken in', async () => {
    const ending = await service(bed.url);
    const reports = batch(0, 60);
    const calls = reports.map((one) => ending.report([one]));
    await ending.close();
    expect((await Promise.all(calls)).flat().map(({ outcome }) => outcome)).toEqual(
      reports.map(() => 'recorded'),
    );
    await expectAllCounted(reports);
  });
});
