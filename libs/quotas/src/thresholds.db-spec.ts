import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Defaults, OwnLimits } from '@tenantry/capabilities';
import { FixedClock, idToBytes } from '@tenantry/kernel';
import { ReachedLimits } from './reached-limits.service';
import { QuotaSweepJob } from './sweep.job';
import { addTenant, everyTenant, service, testbed } from '../test/testbed';
import type { Service, Testbed } from '../test/testbed';

let clock: FixedClock;
let bed: Testbed;
let other: Service;
let tenant: { id: string; slug: string };

beforeAll(async () => {
  clock = new FixedClock(new Date('2026-03-10T12:00:00Z'));
  bed = await testbed(clock);
  other = await service(bed.url, clock);
  for (const one of [bed, other])
    one.audience.register(async () => [
      { address: 'ada@x.test', language: 'de' },
      { address: 'Tech@x.test', language: null },
      { address: 'tech@x.test', language: null },
    ]);
});
afterAll(async () => {
  await other?.close();
  await bed?.close();
});
beforeEach(async () => {
  clock.instant = new Date('2026-03-10T12:00:00Z');
  tenant = await addTenant(bed);
});

const change = (verb: 'consume' | 'release', key: string, quantity: number, at: Service = bed) =>
  at.quotas[verb]([{ tenant: tenant.slug, key, quantity }], everyTenant);
const limit = (key: 'widgets' | 'workflow_triggers', quantity: number | null) =>
  bed.get(OwnLimits).change(tenant.id, [{ key, quantity }], undefined, bed.who);
const mails = async () => {
  const rows = await bed.database.query<{ letter: string; to_address: string; language: string }[]>(
    'SELECT letter, to_address, language FROM outbox WHERE tenant_id = ? ORDER BY id',
    [idToBytes(tenant.id)],
  );
  return rows.map(({ letter, to_address, language }) => `${letter} ${to_address} ${language}`);
};
const both = (letter: string) => [`${letter} ada@x.test de`, `${letter} Tech@x.test en`];

describe('a stock that is used up', () => {
  it('is told once to every address, with what was claimed', async () => {
    await change('consume', 'widgets', 2);
    expect(await mails()).toEqual([]);
    await Promise.all([change('consume', 'widgets', 1), change('consume', 'widgets', 1, other)]);
    expect(await mails()).toEqual(both('capability-threshold'));
    const [claim] = await bed.database.query(
      'SELECT subject_kind, step, arming, consumed, purchased FROM threshold_claims WHERE tenant_id = ?',
      [idToBytes(tenant.id)],
    );
    expect(claim).toMatchObject({ subject_kind: 'capability', step: 100, consumed: '3', purchased: '3' });
    const log = await bed.logs.list(tenant.id, {});
    expect(log.map(({ action }) => action)).toEqual(['capability.limit_reached']);
  });

  it('is told once, by the next sweep, where the default fell below what is used', async () => {
    await change('consume', 'canned_messages', 50);
    await bed.get(Defaults).change([{ key: 'canned_messages', quantity: 40 }], bed.who);
    expect(await mails()).toEqual([]);
    await bed.get(QuotaSweepJob).sweep();
    await bed.get(QuotaSweepJob).sweep();
    expect(await mails()).toEqual(both('capability-threshold'));
    await bed.get(Defaults).change([{ key: 'canned_messages', quantity: 200 }], bed.who);
  });

  it('is not told again when some was released and taken again', async () => {
    await change('consume', 'widgets', 3);
    await change('release', 'widgets', 2);
    await change('consume', 'widgets', 2);
    expect(await mails()).toHaveLength(2);
  });

  it('is told also when it was used up for a moment within one array', async () => {
    const items = [1, 1, 1].map((quantity) => ({ tenant: tenant.slug, key: 'widgets', quantity }));
    await Promise.all([
      bed.quotas.consume(items, everyTenant),
      bed.quotas.release(items.slice(1), everyTenant),
    ]);
    expect(await mails()).toEqual(both('capability-threshold'));
  });

  it('is told anew when a larger limit is used up', async () => {
    await change('consume', 'widgets', 3);
    await limit('widgets', 5);
    expect(await mails()).toHaveLength(2);
    await change('consume', 'widgets', 2);
    expect(await mails()).toHaveLength(4);
    await limit('widgets', null);
    await change('consume', 'widgets', 2);
    await limit('widgets', 7);
    expect(await mails()).toHaveLength(6);
  });

  it('is told when the limit falls to what is used, once', async () => {
    await change('consume', 'widgets', 2);
    await limit('widgets', 2);
    expect(await mails()).toEqual(both('capability-threshold'));
    await limit('widgets', 1);
    await limit('widgets', 2);
    expect(await mails()).toHaveLength(2);
  });
});

describe('a flow that is used up', () => {
  it('is told each month', async () => {
    await change('consume', 'workflow_triggers', 1_000);
    expect(await mails()).toEqual(both('capability-flow-threshold'));
    clock.instant = new Date('2026-04-10T12:00:00Z');
    await change('consume', 'workflow_triggers', 999);
    expect(await mails()).toHaveLength(2);
    await change('consume', 'workflow_triggers', 1);
    expect(await mails()).toHaveLength(4);
  });
});

it('what is reached while the tenant is disabled is told once when it is enabled', async () => {
  await change('consume', 'widgets', 2);
  await bed.database.transaction(() => bed.tenants.disable(tenant.id, undefined, bed.who));
  await limit('widgets', 2);
  expect(await mails()).toEqual([]);
  const enable = () =>
    bed.database.transaction(async () => {
      await bed.tenants.enable(tenant.id, undefined, bed.who);
      await bed.get(ReachedLimits).decideHeld(tenant.id);
    });
  await enable();
  expect(await mails()).toEqual(both('capability-threshold'));
  await bed.database.transaction(() => bed.tenants.disable(tenant.id, undefined, bed.who));
  await enable();
  expect(await mails()).toHaveLength(2);
});
