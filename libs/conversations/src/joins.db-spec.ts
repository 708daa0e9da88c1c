import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { idToBytes, newId } from '@tenantry/kernel';
import type { Reporter } from './ingest.service';
import type { JoinReport } from './report';
import { addTenant, everyTenant, reportOf, service, testbed } from '../test/testbed';
import type { Service, Testbed } from '../test/testbed';

let bed: Testbed;
let other: Service;
let tenant: { id: string; slug: string };

beforeAll(async () => {
  bed = await testbed();
  other = await service(bed.url);
});
beforeEach(async () => {
  tenant = await addTenant(bed);
  await bed.report([
    reportOf({ tenant: tenant.slug, id: 'c1' }),
    reportOf({ tenant: tenant.slug, id: 'c2' }),
  ]);
});
afterAll(async () => {
  await other?.close();
  await bed?.close();
});

const join = (change: Partial<JoinReport> = {}): JoinReport => ({
  tenant: tenant.slug,
  id: 'c1',
  agent: 'Ada',
  at: '2026-03-01T09:05:00.000Z',
  ...change,
});
const send = (joins: unknown[], reporter: Reporter = everyTenant, on: Service = bed) =>
  on.joins.report(joins, reporter);
const outcomes = async (joins: unknown[], reporter?: Reporter) =>
  (await send(joins, reporter)).map(({ outcome, code }) => code ?? outcome);
const joinsOf = async (id: string) =>
  (await bed.conversations.byId(tenant.id, id)).joins.map(({ agentName, joinedAt }) => [
    agentName,
    joinedAt.toISOString().slice(11, 16),
  ]);

describe('a hand-over', () => {
  it('gets one outcome for each, in the order given', async () => {
    const results = await send([
      join(),
      join({ id: 'c9' }),
      join({ agent: '' }),
      join({ tenant: 'nobody' }),
      join(),
      join({ agent: 'Ben' }),
      'join',
    ]);
    expect(results.map(({ outcome, code }) => code ?? outcome)).toEqual([
      'recorded',
      'unknown_conversation',
      'malformed',
      'unknown_tenant',
      'repeat',
      'recorded',
      'malformed',
    ]);
    expect(results[2]!.reason).toMatch(/^agent: /);
    expect(await joinsOf('c1')).toEqual([
      ['Ada', '09:05'],
      ['Ben', '09:05'],
    ]);
  });

  it('that is repeated changes nothing, also when two processes tell it at once', async () => {
    const all = [join(), join({ agent: 'Ben', at: '2026-03-01T09:06:00Z' }), join({ id: 'c2' })];
    await Promise.all([send(all), send(all.toReversed(), everyTenant, other), send(all)]);
    expect(await outcomes(all)).toEqual(['repeat', 'repeat', 'repeat']);
    expect(await joinsOf('c1')).toEqual([
      ['Ada', '09:05'],
      ['Ben', '09:06'],
    ]);
    expect(await joinsOf('c2')).toEqual([['Ada', '09:05']]);
  });

  it('is the same in any zone, and another at another instant', async () => {
    await send([join()]);
    expect(
      await outcomes([join({ at: '2026-03-01T10:05:00+01:00' }), join({ at: '2026-03-01T09:05:00.001Z' })]),
    ).toEqual(['repeat', 'recorded']);
  });

  it('makes the first agent to join the agent of a conversation that had none', async () => {
    await send([join({ agent: 'Late', at: '2026-03-01T09:30:00Z' })]);
    await send([join({ agent: 'Early', at: '2026-03-01T09:10:00Z' })]);
    expect(await bed.conversations.byId(tenant.id, 'c1')).toMatchObject({
      agentName: 'Early',
      agentJoinedAt: new Date('2026-03-01T09:10:00Z'),
    });
  });

  it('leaves the agent whom the report named', async () => {
    await bed.report([reportOf({ tenant: tenant.slug, id: 'c3', party: 'agent', agentName: 'First' })]);
    await send([join({ id: 'c3', agent: 'Second' })]);
    expect(await bed.conversations.byId(tenant.id, 'c3')).toMatchObject({
      agentName: 'First',
      agentJoinedAt: new Date('2026-03-01T09:00:00Z'),
      joins: [{ agentName: 'Second' }],
    });
  });

  it('consumes nothing', async () => {
    const { contractId } = await bed.opening.open(
      tenant.id,
      { type: 'session', sessionMinutes: 60, startsAt: new Date('2026-01-01T00:00:00Z'), endsAt: null },
      bed.who,
    );
    await send([join(), join({ at: '2026-03-02T09:00:00Z' })]);
    const [row] = await bed.database.query('SELECT consumed FROM contract_counters WHERE contract_id = ?', [
      idToBytes(contractId),
    ]);
    expect(Number(row!['consumed'])).toBe(1);
  });

  it("of another tenant's conversation or by a key that does not cover it is as of one unknown", async () => {
    const stranger = await addTenant(bed);
    expect(await outcomes([join({ tenant: stranger.slug })])).toEqual(['unknown_conversation']);
    const own: Reporter = { tenantId: stranger.id, covers: (id) => id === stranger.id };
    const results = await send([join(), join({ tenant: 'nobody' }), join({ tenant: newId() })], own);
    expect(new Set(results.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(results[0]).toMatchObject({ code: 'unknown_tenant' });
    expect(await joinsOf('c1')).toEqual([]);
  });

  it('needs no tenant with a key of one', async () => {
    const own: Reporter = { tenantId: tenant.id, covers: (id) => id === tenant.id };
    const { tenant: _, ...unnamed } = join();
    expect(await outcomes([unnamed], own)).toEqual(['recorded']);
    expect((await send([unnamed]))[0]!.reason).toMatch(/^tenant: /);
  });

  it('stores hostile names exactly', async () => {
    const names = [`O'Neil \\ "x" \` -- ?`, 'NUL \u0000', '😀 مرحبا', '\\'];
    await send(names.map((agent, index) => join({ agent, at: `2026-03-01T09:0${index}:00Z` })));
    expect((await joinsOf('c1')).map(([agent]) => agent)).toEqual(names);
  });
});
