import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { capabilityKeys, OwnLimits } from '@tenantry/capabilities';
import { FixedClock, newId } from '@tenantry/kernel';
import { router } from '@tenantry/trpc';
import type { Context, Principal } from '@tenantry/trpc';
import { QuotasRouter } from './quotas.router';
import { addTenant, limitTo, testbed } from '../test/testbed';
import type { Testbed } from '../test/testbed';

const NOW = new Date('2026-03-10T12:00:00Z');

let bed: Testbed;
let tenant: { id: string; slug: string };

beforeAll(async () => {
  bed = await testbed(new FixedClock(NOW));
  tenant = await addTenant(bed);
});
afterAll(() => bed?.close());

const operator: Principal = { kind: 'operator', id: newId(), name: 'O', role: 'admin', sessionId: newId() };
const key = (scopes: string[], tenantId: string | null): Principal => ({
  kind: 'key',
  id: newId(),
  name: 'Workflow engine',
  scopes: new Set(scopes),
  tenantId,
  covers: (id) => tenantId === null || id === tenantId,
});
const user = (role: 'admin' | 'member'): Principal => ({
  kind: 'user',
  id: newId(),
  name: 'U',
  tenantId: tenant.id,
  role,
  sessionId: newId(),
  mustChangePassword: false,
});
const as = (principal: Principal) =>
  router(bed.get(QuotasRouter).routes()).createCaller({
    ...bed.who,
    principal,
    tenantId: 'tenantId' in principal ? principal.tenantId : null,
    recorded: 0,
    origin: null,
    fetchSite: null,
    rawHost: null,
    viaPortal: true,
    tenantExists: (id: string) => bed.tenants.exists(id),
    permits: async () => null,
  } as unknown as Context);

describe('a service', () => {
  it('takes for its own tenant without naming it, and needs the scope', async () => {
    const item = { key: 'widgets', quantity: 1 };
    const own = as(key(['capabilities:consume'], tenant.id));
    expect(await own.consume({ items: [item, { ...item, tenant: 'another' }] })).toMatchObject({
      results: [{ outcome: 'granted', used: 1 }, { code: 'unknown_tenant' }],
    });
    await expect(as(key(['capabilities:read'], tenant.id)).consume({ items: [item] })).rejects.toThrow(
      /capabilities:consume/,
    );
    await expect(own.consume({ items: [] })).rejects.toThrow();
    await expect(own.consume({ items: Array(1_001).fill(item) })).rejects.toThrow();
    await expect(as(user('admin')).consume({ items: [item] })).rejects.toThrow(/API key/);
  });

  it('reads usage of those it names, in their order; one that is not there has no items', async () => {
    const reader = as(key(['capabilities:read'], null));
    const { tenants } = await reader.usage({ tenants: ['nobody', tenant.slug], keys: ['widgets'] });
    expect(tenants).toEqual([
      { tenant: 'nobody', items: null },
      {
        tenant: tenant.slug,
        items: [
          {
            key: 'widgets',
            kind: 'stock',
            unit: 'widgets',
            limit: 3,
            free: 0,
            mode: 'hard',
            used: 1,
            reserved: 0,
            percent: 33,
            over: null,
            resetsAt: null,
          },
        ],
      },
    ]);
    await expect(reader.usage({})).rejects.toThrow(/which tenants/);
  });
});

describe('a page', () => {
  it('lists every capability in the order of the catalogue; pools are for operators', async () => {
    const { items } = await as(operator).list({ tenantId: tenant.id });
    expect(items.map((one) => one.key)).toEqual(capabilityKeys);
    expect(items.find((one) => one.key === 'ai_agents')).toMatchObject({
      limit: 0,
      default: 0,
      source: 'default',
      own: null,
      pool: { key: 'ai_agents', size: 20, own: 0, others: 0, free: 20 },
      fixed: null,
      raisedBy: 'request',
    });
    expect(items.find((one) => one.key === 'workflow_triggers')).toMatchObject({
      limit: 1_000,
      free: 1_000,
      resetsAt: '2026-03-31T22:00:00.000Z',
    });
    const mine = await as(user('member')).list({});
    expect(mine.items.every(({ pool, fixed }) => pool === null && fixed === null)).toBe(true);
  });

  it('is told why more would be refused, and who bounds it', async () => {
    const ask = (requested: number) =>
      as(operator).explain({ tenantId: tenant.id, key: 'widgets', requested });
    expect(await ask(2)).toMatchObject({ verdict: 'granted', refusal: null, left: 2 });
    expect(await ask(3)).toMatchObject({
      verdict: 'refused',
      refusal: { key: 'widgets', limit: 3, used: 1, requested: 3, scope: 'tenant', raisedBy: 'request' },
      limits: { source: 'default', default: 3, own: null, boosts: [] },
    });
    await limitTo(bed, tenant.id, 'widgets', 3, 'observe');
    expect(await ask(3)).toMatchObject({ verdict: 'granted_beyond_limit', refusal: { limit: 3 } });
    const { items } = await as(operator).list({ tenantId: tenant.id });
    const widgets = items.find((one) => one.key === 'widgets');
    expect(widgets).toMatchObject({ mode: 'observe', ownMode: 'observe', defaultMode: 'hard' });
  });

  it('and a service are told that the system is the bound where the pool has nothing left', async () => {
    const other = await addTenant(bed);
    const change = [{ key: 'ai_agents' as const, quantity: 20 }];
    await bed.get(OwnLimits).change(other.id, change, undefined, bed.who);
    const bound = { scope: 'system', raisedBy: 'operator' };
    const explained = await as(operator).explain({ tenantId: tenant.id, key: 'ai_agents' });
    expect(explained.refusal).toMatchObject(bound);
    const { items } = await as(operator).list({ tenantId: tenant.id });
    expect(items.find((one) => one.key === 'ai_agents')!.fixed).toEqual({
      code: 'pool_used_up',
      pool: 'ai_agents',
    });
    const { results } = await as(key(['capabilities:consume'], tenant.id)).consume({
      items: [{ key: 'ai_agents', quantity: 1 }],
    });
    expect(results[0]!.refusal).toMatchObject(bound);
  });
});
