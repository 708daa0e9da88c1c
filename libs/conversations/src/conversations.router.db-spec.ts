import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@tenantry/kernel';
import { router } from '@tenantry/trpc';
import type { Context, Principal } from '@tenantry/trpc';
import { addTenant, reportOf, testbed } from '../test/testbed';
import type { Testbed } from '../test/testbed';

let bed: Testbed;
let tenant: { id: string; slug: string };

beforeAll(async () => {
  bed = await testbed();
});
beforeEach(async () => {
  tenant = await addTenant(bed);
});
afterAll(() => bed?.close());

function as(principal: Principal) {
  const context: Context = {
    ...bed.who,
    principal,
    rawHost: null,
    viaPortal: false,
    origin: null,
    fetchSite: null,
    recorded: 0,
    tenantExists: (id) => bed.tenants.exists(id),
    permits: async () => null,
  };
  const routes = { ...bed.router.routes(), ...bed.router.subscriptionRoutes() };
  return router(routes).createCaller(context);
}
const key = (scope = 'conversations:write') =>
  as({
    kind: 'key',
    id: newId(),
    name: 'Chat',
    scopes: new Set([scope]),
    tenantId: tenant.id,
    covers: (id) => id === tenant.id,
  });
const operator = () => as({ kind: 'operator', id: newId(), name: 'Olga', role: 'admin', sessionId: newId() });
const { tenant: _, ...unnamed } = reportOf();

describe('the procedures', () => {
  it('judge each report by itself, and refuse a call with none or more than a thousand', async () => {
    const { results } = await key().report({ conversations: [unnamed, 'nonsense' as never] });
    expect(results.map(({ outcome }) => outcome)).toEqual(['recorded', 'refused']);
    for (const count of [0, 1_001])
      await expect(key().report({ conversations: Array(count).fill(unnamed) })).rejects.toMatchObject({
        code: 'BAD_REQUEST',
      });
  });

  it('take reports and hand-overs by a key with the scope only', async () => {
    const join = { id: unnamed.id, agent: 'Ada', at: '2026-03-01T09:05:00Z' };
    for (const [caller, code] of [
      [key('settings:read'), 'FORBIDDEN'],
      [operator(), 'UNAUTHORIZED'],
    ] as const) {
      await expect(caller.report({ conversations: [unnamed] })).rejects.toMatchObject({ code });
      await expect(caller.joined({ joins: [join] })).rejects.toMatchObject({ code });
    }
  });

  it('page by the cursor they gave, and refuse any other', async () => {
    const reports = [1, 2, 3].map((minute) => ({
      ...reportOf({ user: null, startedAt: `2026-03-01T09:0${minute}:00Z` }),
    }));
    await operator().createContract({
      tenantId: tenant.id,
      type: 'session',
      sessionMinutes: 60,
      startsAt: '2026-01-01T00:00:00Z',
      endsAt: null,
    });
    await key().report({ conversations: reports });
    const pages: string[][] = [];
    let cursor: string | null | undefined;
    do {
      const page = await operator().sessions({ tenantId: tenant.id, limit: 2, ...(cursor && { cursor }) });
      pages.push(page.items.map(({ startedAt }) => startedAt.slice(11, 16)));
      cursor = page.next;
    } while (cursor);
    expect(pages).toEqual([['09:03', '09:02'], ['09:01']]);
    const first = await operator().conversations({ tenantId: tenant.id, limit: 2 });
    const rest = await operator().conversations({ tenantId: tenant.id, limit: 2, cursor: first.next! });
    expect([first.items.length, rest.items.length, rest.next]).toEqual([2, 1, null]);
    for (const wrong of ['', 'x', '2026-99-99T99:99:99.999Z~c1', '2026-03-01T09:00:00.000Z~ü'])
      for (const list of ['sessions', 'conversations'] as const)
        await expect(operator()[list]({ tenantId: tenant.id, cursor: wrong })).rejects.toMatchObject({
          code: 'BAD_REQUEST',
        });
  });

  it('answer an id that no row can have as one that does not exist', async () => {
    for (const conversationId of ['c9', 'größe', '😀', ' '])
      await expect(operator().conversation({ tenantId: tenant.id, conversationId })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    await expect(operator().conversations({ tenantId: tenant.id, sessionId: newId() })).rejects.toMatchObject(
      { code: 'NOT_FOUND' },
    );
  });
});
