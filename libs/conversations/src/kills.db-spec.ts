import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idToBytes, MINUTE, newId } from '@tenantry/kernel';
import { claims, thresholdMails } from '../test/claims';
import { consumed, oracle, stored } from '../test/oracle';
import { victimsOn } from '../test/victims';
import type { Order } from '../test/victims';
import type { ConversationReport } from './report';
import { addTenant, reportOf, testbed } from '../test/testbed';
import type { Testbed } from '../test/testbed';

const ZERO = Date.parse('2026-03-01T00:00:00.000Z');
const at = (minute: number) => new Date(ZERO + minute * MINUTE).toISOString();
const PURCHASED = 20;
const addresses = ['pay@x.test', 'tech@x.test'];

let bed: Testbed;
let victims: ReturnType<typeof victimsOn>;

beforeAll(async () => {
  bed = await testbed();
  victims = victimsOn(bed.url);
});
afterAll(async () => {
  victims?.close();
  await bed?.close();
});

/** A tenant that has used 13 of 20 licences, and a batch that needs every kind of statement and crosses steps. */
async function scene() {
  const tenant = await addTenant(bed);
  const contract = { type: 'session' as const, sessionMinutes: 60, startsAt: new Date(ZERO), endsAt: null };
  const { contractId } = await bed.opening.open(tenant.id, contract, bed.who);
  await bed.contacts.edit(tenant.id, { technical: ['tech@x.test'], billing: ['pay@x.test'] }, bed.who);
  const refill = { contractId, idempotencyKey: newId(), quantity: PURCHASED, reason: 'Order' };
  await bed.ledger.refill(tenant.id, refill, bed.who);
  const report = (id: string, minute: number, reference: string | null) =>
    reportOf({
      tenant: tenant.slug,
      id,
      startedAt: at(minute),
      user: reference === null ? null : { reference, name: `Name ${id}` },
    });
  const before = Array.from({ length: 13 }, (_, index) => report(`b${index}`, 100 + index * 70, 'regular'));
  await bed.report(before);
  const batch = [
    before[3]!,
    { ...before[4]!, subject: 'Other content' },
    // Late: moves the regular's sessions and adds one; new ones behind, of others, of nobody.
    report('late', 55, 'regular'),
    report('next', 2_000, 'regular'),
    report('other', 60, 'other'),
    report('again', 90, 'other'),
    ...['n1', 'n2', 'n3'].map((id) => report(id, 500, null)),
  ];
  return { tenant, before, batch };
}

/** What must hold whatever was killed: sessions and counts follow from what is recorded, mails from claims. */
async function expectWhole(tenantId: string, reports: ConversationReport[]) {
  const rows = await bed.database.query<{ id: string }[]>(
    'SELECT conversation_id AS id FROM conversations WHERE tenant_id = ?',
    [idToBytes(tenantId)],
  );
  const recorded = new Set(rows.map(({ id }) => id));
  const firsts = new Map(reports.toReversed().map((report) => [report.id, report]));
  const facts = oracle(
    tenantId,
    [...firsts.values()].filter(({ id }) => recorded.has(id)),
    [{ startsAt: ZERO, endsAt: null, minutes: 60 }],
  );
  expect(await stored(bed.database, tenantId)).toEqual(facts);
  expect(await consumed(bed.database, tenantId)).toBe(facts.length);
  const reached = [75, 85, 95, 100].filter((step) => facts.length * 100 >= PURCHASED * step);
  expect(await claims(bed.database, tenantId)).toEqual(reached.map((step) => `${step}/1`));
  const mails = await thresholdMails(bed.database, tenantId);
  for (const address of addresses)
    expect(mails.filter(({ to }) => to === address).flatMap(({ steps }) => steps)).toEqual(reached);
  expect(mails.every(({ to }) => addresses.includes(to))).toBe(true);
  return recorded.size;
}

async function reportAgain(tenantId: string, reports: ConversationReport[]) {
  for (const { outcome } of await bed.report(reports))
    expect(['recorded', 'repeat', 'conflict']).toContain(outcome);
  expect(await expectWhole(tenantId, reports)).toBe(new Set(reports.map(({ id }) => id)).size);
}

describe('a process that is killed while it writes a batch', () => {
  async function killedAt(dieAt: Order['dieAt']) {
    const [{ tenant, before, batch }, tell] = await Promise.all([scene(), victims.start()]);
    const { answers, killed } = await tell({ reports: batch, dieAt });
    const recorded = await expectWhole(tenant.id, [...before, ...batch]);
    await reportAgain(tenant.id, [...before, ...batch]);
    return { answer: answers[0], killed, recorded };
  }

  it('before any statement has written nothing, after the commit everything; told again, all is right', async () => {
    const whole = await killedAt({});
    expect(whole.killed).toBe(false);
    expect(whole.answer!.outcomes.map(({ outcome }) => outcome)).toEqual([
      'repeat',
      'conflict',
      ...Array(7).fill('recorded'),
    ]);
    const { statements } = whole.answer!;
    // Less would mean that the batch no longer needs every kind of statement.
    expect(statements).toBeGreaterThan(24);

    const points: Order['dieAt'][] = Array.from({ length: statements }, (_, index) => ({
      statement: index + 1,
    }));
    points.push({ commit: 1 });
    const work = points.values();
    await Promise.all(
      [1, 2, 3].map(async () => {
        for (const dieAt of work) {
          const { answer, killed, recorded } = await killedAt(dieAt);
          expect({ dieAt, answer, killed, recorded }).toEqual({
            dieAt,
            answer: undefined,
            killed: true,
            recorded: dieAt.commit ? 20 : 13,
          });
        }
      }),
    );
  }, 600_000);
});

describe('three processes on one tenant', () => {
  it('that are killed anywhere leave what is right so far, and end with each step told once', async () => {
    let seed = 20_260_301;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    for (let round = 0; round < 4; round++) {
      const [{ tenant, before, batch }, ...tells] = await Promise.all([
        scene(),
        victims.start(),
        victims.start(),
        victims.start(),
      ]);
      const more = Array.from({ length: 24 }, (_, index) =>
        reportOf({
          tenant: tenant.slug,
          id: `m${index}`,
          user: { reference: `u${random(3)}` },
          startedAt: at(random(900)),
        }),
      );
      const all = [...before, ...batch, ...more];
      await Promise.all(
        tells.map((tell) => {
          const reports = all.filter(() => random(3) > 0);
          return tell({ reports, dieAt: random(4) === 0 ? { commit: 1 } : { statement: 4 + random(20) } });
        }),
      );
      await expectWhole(tenant.id, all);
      await reportAgain(tenant.id, all);
    }
  }, 600_000);
});
