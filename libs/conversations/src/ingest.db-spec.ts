import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FixedClock, idToBytes, MINUTE } from '@tenantry/kernel';
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
const send = (reports: unknown[]) => bed.ingest.report(reports, everyTenant);
const outcomes = async (reports: unknown[]) =>
  (await send(reports)).map(({ outcome, code }) => code ?? outcome);
const stored = (tenantId = tenant.id) =>
  bed.database.query(
    `SELECT c.conversation_id AS id, c.subject, c.agent_name AS agent, p.reference, p.name
     FROM conversations c LEFT JOIN people p ON p.tenant_id = c.tenant_id AND p.id = c.person_id
     WHERE c.tenant_id = ? ORDER BY c.started_at, c.conversation_id`,
    [idToBytes(tenantId)],
  );
const openContract = (startsAt = at(-60)) =>
  bed.opening.open(
    tenant.id,
    {
      type: 'session',
      sessionMinutes: 60,
      startsAt: new Date(startsAt),
      endsAt: null,
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

describe('a batch of reports', () => {
  it('gets one outcome for each, in the order given', async () => {
    await openContract();
    const known = report({ id: 'known', subject: 'First' });
    await send([known]);
    clock.advance(10 * MINUTE);
    const results = await send([
      report({ id: 'new' }),
      known,
      { ...known, subject: 'Second' },
      { ...report(), channel: 'NOT A CHANNEL' },
      report({ tenant: 'nobody' }),
      report({ startedAt: at(15) }),
      report({ startedAt: new Date(clock.instant.getTime() + 5 * MINUTE + 1).toISOString() }),
      report({ id: 'new' }),
      null,
    ]);
    expect(results.map(({ outcome, code }) => code ?? outcome)).toEqual([
      'recorded',
      'repeat',
      'other_content',
      'malformed',
      'unknown_tenant',
      'recorded',
      'in_the_future',
      'repeat',
      'malformed',
    ]);
    expect(results[2]!.outcome).toBe('conflict');
    expect(results[3]!.reason).toMatch(/^channel: /);
    expect((await stored()).filter((row) => row['id'] === 'known')).toMatchObject([{ subject: 'First' }]);
  });

  it('counts a conversation that it names twice once, and keeps the first of two that differ', async () => {
    await openContract(at(-1_000));
    const one = report({ id: 'twice', user: null, subject: 'First' });
    expect(await outcomes([one, one, { ...one, subject: 'Second' }, one])).toEqual([
      'recorded',
      'repeat',
      'other_content',
      'repeat',
    ]);
    expect(await stored()).toMatchObject([{ id: 'twice', subject: 'First' }]);
    expect(await consumed()).toBe(1);
  });

  it('may be repeated as a whole: all are repeats, nothing is counted again', async () => {
    await openContract();
    const reports = Array.from({ length: 40 }, (_, index) =>
      report({ user: { reference: `u${index % 7}` }, startedAt: at(index - 50) }),
    );
    await send(reports);
    const before = await consumed();
    expect(new Set(await outcomes(reports.toReversed()))).toEqual(new Set(['repeat']));
    expect(await consumed()).toBe(before);
    expect(await stored()).toHaveLength(40);
  });

  it('takes the same id for two tenants as two conversations', async () => {
    const other = await addTenant(bed);
    const both = [
      report({ id: 'same', subject: 'Here' }),
      report({ id: 'same', subject: 'There', tenant: other.slug }),
    ];
    expect(await outcomes(both)).toEqual(['recorded', 'recorded']);
    expect(await stored()).toMatchObject([{ subject: 'Here' }]);
    expect(await stored(other.id)).toMatchObject([{ subject: 'There' }]);
  });

  it('treats ids that differ in case or a trailing sign as different', async () => {
    expect(await outcomes(['a', 'A', 'a.', 'a..'].map((id) => report({ id })))).toEqual(
      Array(4).fill('recorded'),
    );
  });

  it('of a thousand for one regular is one session an hour', async () => {
    await openContract(at(-2_000));
    const reports = Array.from({ length: 1_000 }, (_, index) => report({ startedAt: at(index - 1_000) }));
    expect(new Set(await outcomes(reports))).toEqual(new Set(['recorded']));
    expect(await consumed()).toBe(17);
  });
});

describe('hostile text', () => {
  const texts = [
    'NUL \u0000 and \u001a inside',
    `quotes ' " \` and \\ and \\' and '' -- ; /* */ #`,
    '? ?? :name %s ${x}',
    'new\r\nlines\tand\u0008',
    '😀 👩‍👩‍👧‍👦 𝒳 \u{10ffff}',
    'مرحبا ‏ و שלום',
    '\ufeffmark and \ufffd',
    "\\'); DROP TABLE conversations; --",
    ' blank at both ends ',
  ];

  it('is stored exactly as it came', async () => {
    await send(
      texts.map((text, index) =>
        report({
          id: `t${index}`,
          subject: text,
          agentName: text,
          user: { reference: text, name: text },
          startedAt: at(-index - 1),
        }),
      ),
    );
    const rows = await stored();
    expect(rows.reverse().map(({ id: _, ...row }) => row)).toEqual(
      texts.map((text) => ({ subject: text, agent: text, reference: text, name: text })),
    );
  });

  it('fills each column to its last character, four bytes each', async () => {
    const wide = (length: number) => '𝒳'.repeat(length / 2);
    const full = {
      id: '~'.repeat(100),
      channel: 'c'.repeat(32),
      user: { reference: wide(190), name: wide(254), email: wide(320), role: wide(64) },
      agentName: wide(254),
      subject: wide(500),
    };
    expect(await outcomes([report(full)])).toEqual(['recorded']);
    expect(await stored()).toMatchObject([{ id: full.id, subject: full.subject, name: full.user.name }]);
  });
});
