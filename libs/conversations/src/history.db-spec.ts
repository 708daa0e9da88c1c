import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MINUTE, newId } from '@tenantry/kernel';
import { personIdOf } from './report';
import type { ConversationReport } from './report';
import { addTenant, everyTenant, reportOf, testbed } from '../test/testbed';
import type { Testbed } from '../test/testbed';

const ZERO = Date.parse('2026-03-01T00:00:00.000Z');
const at = (minute: number) => new Date(ZERO + minute * MINUTE);

let bed: Testbed;
let tenant: { id: string; slug: string };

beforeAll(async () => {
  bed = await testbed();
});
beforeEach(async () => {
  tenant = await addTenant(bed);
});
afterAll(async () => {
  await bed?.close();
});

const report = (id: string, minute: number, change: Partial<ConversationReport> = {}) =>
  reportOf({ tenant: tenant.slug, id, startedAt: at(minute).toISOString(), ...change });
const open = (start: number, end: number | null) =>
  bed.opening.open(
    tenant.id,
    {
      type: 'session',
      sessionMinutes: 60,
      startsAt: at(start),
      endsAt: end === null ? null : at(end),
    },
    bed.who,
  );
const join = (id: string, agent: string, minute: number) =>
  bed.joins.report([{ tenant: tenant.slug, id, agent, at: at(minute).toISOString() }], everyTenant);
const sessions = (contractId?: string) => bed.sessions.list(tenant.id, contractId, { limit: 50 });
const idsOf = async (sessionId?: string) =>
  (await bed.conversations.list(tenant.id, sessionId, { limit: 50 })).map((row) => row.conversationId);

describe('a session row', () => {
  it('shows who began it, on which channel, for whom, with which agent, and how many conversations', async () => {
    await open(0, null);
    const user = { reference: 'u1', name: 'Robin', email: 'robin@x.test', role: 'Customer' };
    await bed.report([
      report('c1', 10, { user, channel: 'whatsapp', initiatedBy: 'agent' }),
      report('c2', 30, { user, channel: 'whatsapp', party: 'agent', agentName: 'Ada' }),
      report('c3', 69.9, { user, channel: 'whatsapp' }),
      report('c4', 70, { user, channel: 'whatsapp' }),
      report('c5', 20, { user, channel: 'voice' }),
    ]);
    const rows = await sessions();
    const shown = { id: personIdOf(tenant.id, user.reference), ...user };
    expect(rows.map(({ id: _, ...row }) => row)).toEqual(
      [
        {
          startedAt: at(70),
          initiatedBy: 'end_user',
          channel: 'whatsapp',
          agentName: null,
          conversations: 1,
        },
        { startedAt: at(20), initiatedBy: 'end_user', channel: 'voice', agentName: null, conversations: 1 },
        { startedAt: at(10), initiatedBy: 'agent', channel: 'whatsapp', agentName: 'Ada', conversations: 3 },
      ].map((row) => ({ ...row, endsAt: new Date(row.startedAt.getTime() + 60 * MINUTE), user: shown })),
    );
  });

  it('counts exactly the conversations it links to', async () => {
    await open(0, null);
    const users = ['a', 'b', null];
    await bed.report(
      Array.from({ length: 90 }, (_, index) => {
        const reference = users[index % 3];
        return report(`c${index}`, (index * 17) % 300, { user: reference ? { reference } : null });
      }),
    );
    let linked = 0;
    for (const row of await sessions()) {
      const ids = await idsOf(row.id);
      expect(ids).toHaveLength(row.conversations);
      for (const id of ids) expect((await bed.conversations.byId(tenant.id, id)).sessionId).toBe(row.id);
      linked += ids.length;
    }
    expect(linked).toBe(90);
  });

  it('of a conversation without a user has no user, and is one of its own', async () => {
    await open(0, null);
    await bed.report([report('c1', 5, { user: null }), report('c2', 5, { user: null })]);
    await join('c2', 'Ada', 6);
    const rows = await sessions();
    expect(rows).toMatchObject([
      { user: null, conversations: 1 },
      { user: null, conversations: 1 },
    ]);
    expect(rows.map((row) => row.agentName).sort()).toEqual(['Ada', null]);
    expect((await Promise.all(rows.map((row) => idsOf(row.id)))).flat().sort()).toEqual(['c1', 'c2']);
  });

  it('names the agent who joined first, in the report or by a hand-over', async () => {
    await open(0, null);
    await bed.report([report('c1', 0), report('c2', 20, { party: 'agent', agentName: 'Second' })]);
    await join('c1', 'Third', 30);
    expect((await sessions())[0]).toMatchObject({ agentName: 'Second' });
    await join('c1', 'First', 19.5);
    expect((await sessions())[0]).toMatchObject({ agentName: 'First', conversations: 2 });
  });

  it("ends with its contract, and the next contract's sessions are apart", async () => {
    const first = await open(0, 90);
    const second = await open(90, null);
    await bed.report([report('c1', 40), report('c2', 89), report('c3', 90), report('c4', 99)]);
    expect(await sessions()).toMatchObject([
      { startedAt: at(90), endsAt: at(150), conversations: 2 },
      { startedAt: at(40), endsAt: at(90), conversations: 2 },
    ]);
    expect(await sessions(first.contractId)).toMatchObject([{ startedAt: at(40) }]);
    expect(await sessions(second.contractId)).toMatchObject([{ startedAt: at(90) }]);
  });

  it('is there for a conversation in a contract, and null outside one', async () => {
    await open(0, 60);
    await bed.report([report('before', -1), report('in', 5), report('after', 60)]);
    const sessionOf = async (id: string) => (await bed.conversations.byId(tenant.id, id)).sessionId;
    expect([await sessionOf('before'), await sessionOf('after')]).toEqual([null, null]);
    expect(await sessionOf('in')).toBe((await sessions())[0]!.id);
    expect(await idsOf()).toEqual(['after', 'in', 'before']);
  });
});

describe("another tenant's ids", () => {
  it('behave as ones that do not exist', async () => {
    const { contractId } = await open(0, null);
    await bed.report([report('c1', 5)]);
    const [row] = await sessions();
    tenant = await addTenant(bed);
    const kinds = await Promise.all(
      [
        sessions(contractId),
        sessions(newId()),
        idsOf(row!.id),
        idsOf(newId()),
        bed.conversations.byId(tenant.id, 'c1'),
        bed.conversations.byId(tenant.id, 'größe 😀'),
      ].map((call) =>
        call.then(
          () => 'found',
          (error) => error.kind,
        ),
      ),
    );
    expect(kinds).toEqual(Array(6).fill('not_found'));
    expect([await sessions(), await idsOf()]).toEqual([[], []]);
  });
});
