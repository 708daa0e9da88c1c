import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MINUTE } from '@tenantry/kernel';
import type { BeforeQueryEvent } from 'typeorm';
import { cursorAt } from './paging';
import type { ConversationReport } from './report';
import { addTenant, reportOf, service, testbed } from '../test/testbed';
import type { Service, Testbed } from '../test/testbed';

const ZERO = Date.parse('2026-03-01T00:00:00.000Z');
const at = (minute: number) => new Date(ZERO + minute * MINUTE);

let bed: Testbed;
let other: Service;
let tenant: { id: string; slug: string };

beforeAll(async () => {
  bed = await testbed();
  other = await service(bed.url);
});
beforeEach(async () => {
  tenant = await addTenant(bed);
});
afterAll(async () => {
  await other?.close();
  await bed?.close();
});

const report = (id: string, minute: number, change: Partial<ConversationReport> = {}) =>
  reportOf({ tenant: tenant.slug, id, startedAt: at(minute).toISOString(), ...change });
const open = (on: Service = bed) =>
  on.opening.open(tenant.id, { type: 'session', sessionMinutes: 60, startsAt: at(0), endsAt: null }, on.who);
const sessions = (limit = 50, cursor?: string) => bed.sessions.list(tenant.id, undefined, { limit, cursor });
describe('a page', () => {
  it('follows the one before without gaps or repeats, while newer rows arrive', async () => {
    await open();
    // Several begin at the same instant, so that the second part of the key matters.
    const reports = Array.from({ length: 45 }, (_, i) =>
      report(`c${String(i).padStart(2, '0')}`, Math.floor(i / 4), { user: null }),
    );
    await bed.report(reports);
    const seen = { sessions: [] as string[], conversations: [] as string[] };
    let [after, behind]: (string | undefined)[] = [undefined, undefined];
    for (let page = 0; page < 5; page++) {
      const rows = (await sessions(9, after)).slice(0, 9);
      seen.sessions.push(...rows.map((row) => row.id));
      after = cursorAt(rows.at(-1)!.startedAt, rows.at(-1)!.id);
      const talks = (await bed.conversations.list(tenant.id, undefined, { limit: 9, cursor: behind })).slice(
        0,
        9,
      );
      seen.conversations.push(...talks.map((row) => row.conversationId));
      behind = cursorAt(talks.at(-1)!.startedAt, talks.at(-1)!.conversationId);
      await bed.report([report(`new-${page}`, 500 + page, { user: null })]);
    }
    expect(seen.conversations).toEqual(reports.map(({ id }) => id).reverse());
    expect(new Set(seen.sessions).size).toBe(45);
    expect(await sessions(9, after)).toEqual([]);
  });

  it('tells by one row more that another follows, and keeps to its time', async () => {
    await open();
    await bed.report([0, 1, 2, 3].map((minute) => report(`c${minute}`, minute, { user: null })));
    expect(await sessions(3)).toHaveLength(4);
    expect(await sessions(4)).toHaveLength(4);
    const some = await bed.conversations.list(tenant.id, undefined, { limit: 9, from: at(1), to: at(3) });
    expect(some.map((row) => row.conversationId)).toEqual(['c2', 'c1']);
    const few = await bed.sessions.list(tenant.id, undefined, { limit: 9, from: at(1), to: at(3) });
    expect(few.map((row) => row.startedAt)).toEqual([at(2), at(1)]);
  });

  it('can be read while a contract is made that opens sessions for what was recorded before', async () => {
    await bed.report([report('c1', 5), report('c2', 200)]);
    let opened: Promise<unknown> | undefined;
    const subscriber = {
      async beforeQuery({ query }: BeforeQueryEvent) {
        if (query.includes('FROM `sessions`')) await (opened ??= open(other));
      },
    };
    bed.database.source.subscribers.push(subscriber);
    try {
      expect(await sessions()).toMatchObject([{ startedAt: at(200) }, { startedAt: at(5) }]);
    } finally {
      bed.database.source.subscribers.splice(0);
    }
  });
});

describe('the plan of a page', () => {
  /** What EXPLAIN says of each statement that `read` sends. */
  async function plansOf(read: () => Promise<unknown>) {
    const sent: { query: string; parameters: unknown[] }[] = [];
    const { subscribers } = bed.database.source;
    subscribers.push({
      beforeQuery: ({ query, parameters }: BeforeQueryEvent) =>
        void sent.push({ query, parameters: (parameters ?? []) as unknown[] }),
    });
    await read();
    subscribers.splice(0);
    const plans: { table: string; type: string; key: string | null; rows: string; Extra: string }[] = [];
    for (const { query, parameters } of sent)
      plans.push(...(await bed.database.query<typeof plans>(`EXPLAIN ${query}`, parameters)));
    return plans.filter((plan) => plan.table && !plan.table.startsWith('<'));
  }
  /** Hand-overs of one page may be sorted. */
  const sorted = ({ table, Extra }: { table: string; Extra: string | null }) =>
    table !== 'conversation_joins' && /filesort|temporary/i.test(Extra ?? '');
  const worst = (plans: Awaited<ReturnType<typeof plansOf>>) =>
    plans.filter((plan) => plan.type === 'ALL' || plan.type === 'index' || !plan.key || sorted(plan));

  it('reads every page through an index, in its order, without sorting or scanning', async () => {
    await open();
    for (let part = 0; part < 4; part++)
      await bed.report(
        Array.from({ length: 1_000 }, (_, i) => {
          const n = part * 1_000 + i;
          return report(`c${n}`, n * 11, { user: n % 10 ? { reference: `u${n % 400}` } : null });
        }),
      );
    await bed.database.query('ANALYZE TABLE sessions, conversations, conversation_joins, people, contracts');
    const rows = await sessions(50);
    const { startedAt, id } = rows[40]!;
    const cursor = cursorAt(startedAt, id);
    const pages = [
      () => sessions(50),
      () => sessions(50, cursor),
      () => bed.sessions.list(tenant.id, undefined, { limit: 50, from: at(9_000), to: at(20_000) }),
      () => bed.conversations.list(tenant.id, undefined, { limit: 50 }),
      () => bed.conversations.list(tenant.id, undefined, { limit: 50, cursor }),
      () => bed.conversations.list(tenant.id, undefined, { limit: 50, from: at(9_000), to: at(20_000) }),
      () => bed.conversations.byId(tenant.id, 'c77'),
    ];
    for (const read of pages) expect(worst(await plansOf(read))).toEqual([]);
    for (const row of rows.slice(0, 12)) {
      const plans = await plansOf(() => bed.conversations.list(tenant.id, row.id, { limit: 50 }));
      // Few rows of one person may be sorted; what counts is that only they are read.
      const [read] = plans.filter((plan) => plan.table === 'row' && plan.type !== 'const');
      expect(read === undefined || (read.key !== null && Number(read.rows) < 100)).toBe(true);
    }
  });
});
