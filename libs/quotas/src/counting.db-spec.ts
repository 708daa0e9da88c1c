import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Changes } from '@tenantry/changes';
import { DAY, FixedClock, HOUR, newId, SECOND } from '@tenantry/kernel';
import { addTenant, everyTenant, limitTo, service, stateOf, testbed } from '../test/testbed';
import type { Service, Testbed } from '../test/testbed';

let clock: FixedClock;
let bed: Testbed;
let other: Service;
let tenant: { id: string; slug: string };

beforeAll(async () => {
  clock = new FixedClock(new Date('2026-03-10T12:00:00Z'));
  bed = await testbed(clock);
  other = await service(bed.url, clock);
});
afterAll(async () => {
  await other?.close();
  await bed?.close();
});
beforeEach(async () => {
  clock.instant = new Date('2026-03-10T12:00:00Z');
  tenant = await addTenant(bed);
});

const item = (key: string, quantity: number, idempotencyKey?: string) => ({
  tenant: tenant.slug,
  key,
  quantity,
  ...(idempotencyKey && { idempotencyKey }),
});
const one = async (
  verb: 'consume' | 'release' | 'set' | 'reserve' | 'commit' | 'cancel' | 'acquire' | 'heartbeat' | 'end',
  given: object,
  at: Service = bed,
) => (await at.quotas[verb]([given], everyTenant))[0]!;

describe('a stock', () => {
  it('grants up to the limit and says how far it got', async () => {
    expect(await one('consume', item('widgets', 2))).toEqual({ outcome: 'granted', used: 2, limit: 3 });
    expect(await one('consume', item('widgets', 2))).toEqual({
      outcome: 'refused',
      code: 'capability_limit',
      reason: 'The limit of widgets is 3, of which 2 are used.',
      used: 2,
      limit: 3,
      refusal: {
        key: 'widgets',
        limit: 3,
        used: 2,
        requested: 2,
        scope: 'tenant',
        raisedBy: 'request',
        resetsAt: null,
      },
    });
    expect(await one('consume', item('widgets', 1))).toMatchObject({ outcome: 'granted', used: 3 });
    expect(await one('release', item('widgets', 3))).toEqual({ outcome: 'granted', used: 0, limit: 3 });
  });

  it('is raised by an operator alone where it is disk space', async () => {
    const { refusal } = await one('consume', item('disk', 6 * 1024 ** 3));
    expect(refusal).toMatchObject({ raisedBy: 'operator', limit: 5 * 1024 ** 3 });
  });

  it('does not go below zero', async () => {
    await one('consume', item('widgets', 1));
    expect(await one('release', item('widgets', 2))).toMatchObject({
      outcome: 'refused',
      code: 'below_zero',
    });
    expect(await stateOf(bed, tenant.id, 'widgets')).toMatchObject({ used: 1 });
  });

  it('grants exactly the limit to any number of callers at once, over two processes', async () => {
    await limitTo(bed, tenant.id, 'workflows', 37);
    const outcomes = await Promise.all(
      Array.from({ length: 120 }, (_, n) => one('consume', item('workflows', 1), n % 2 ? bed : other)),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'granted')).toHaveLength(37);
    expect(await stateOf(bed, tenant.id, 'workflows')).toMatchObject({ used: 37 });
  });

  it('decides an array in its order', async () => {
    const outcomes = await bed.quotas.consume(
      [3, 1, 2].map((n) => item('widgets', n)),
      everyTenant,
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['granted', 'refused', 'refused']);
  });

  it('becomes what a service counted, and the log says by how much it had drifted', async () => {
    await one('consume', item('widgets', 1));
    const truth = { tenant: tenant.slug, key: 'widgets', used: 5 };
    expect(await one('set', truth)).toEqual({ outcome: 'granted', used: 5, limit: 3, drift: 4 });
    expect(await one('set', truth)).toMatchObject({ drift: 0 });
    const log = await bed.logs.list(tenant.id, {});
    expect(log.map(({ action, before, after }) => [action, before, after])).toContainEqual([
      'capability.reconciled',
      '{"used":1}',
      '{"used":5}',
    ]);
    expect(log.filter(({ action }) => action === 'capability.reconciled')).toHaveLength(1);
  });

  it('is over its limit from the moment it is until it is no longer', async () => {
    await one('set', { tenant: tenant.slug, key: 'widgets', used: 5 });
    expect((await stateOf(bed, tenant.id, 'widgets')).overSince).toEqual(clock.now());
    const since = clock.now();
    clock.advance(HOUR);
    expect(await one('consume', item('widgets', 1))).toMatchObject({ outcome: 'refused' });
    await one('release', item('widgets', 1));
    expect((await stateOf(bed, tenant.id, 'widgets')).overSince).toEqual(since);
    await one('release', item('widgets', 1));
    expect((await stateOf(bed, tenant.id, 'widgets')).overSince).toBeNull();
  });
});

describe('a limit', () => {
  it('of none refuses everything, one of null nothing', async () => {
    expect(await one('consume', item('ai_agents', 1))).toMatchObject({ outcome: 'refused', limit: 0 });
    await limitTo(bed, tenant.id, 'widgets', null);
    expect(await one('consume', item('widgets', 1e6))).toEqual({
      outcome: 'granted',
      used: 1e6,
      limit: null,
    });
  });

  it('that is soft lets grow and shows that it is exceeded; one that only observes counts what it would refuse', async () => {
    await limitTo(bed, tenant.id, 'widgets', 1, 'soft');
    await one('consume', item('widgets', 2));
    expect(await stateOf(bed, tenant.id, 'widgets')).toMatchObject({
      used: 2,
      wouldRefuse: 0,
      overSince: clock.now(),
    });
    await limitTo(bed, tenant.id, 'workflows', 1, 'observe');
    await bed.quotas.consume(
      [1, 1, 1].map((n) => item('workflows', n)),
      everyTenant,
    );
    expect(await stateOf(bed, tenant.id, 'workflows')).toMatchObject({ used: 3, wouldRefuse: 2 });
  });
});

describe('an idempotency key', () => {
  it('has one effect, and answers the first outcome until 72 hours have passed', async () => {
    const key = newId();
    const first = await one('consume', item('workflows', 2, key));
    await one('consume', item('workflows', 5));
    expect(await one('consume', item('workflows', 2, key), other)).toEqual({ ...first, outcome: 'repeat' });
    clock.advance(72 * HOUR - SECOND);
    expect(await one('consume', item('workflows', 2, key))).toMatchObject({ outcome: 'repeat' });
    clock.advance(SECOND);
    expect(await one('consume', item('workflows', 2, key))).toMatchObject({ outcome: 'granted', used: 9 });
    expect(await one('consume', item('workflows', 2, key))).toMatchObject({ outcome: 'repeat', used: 9 });
  });

  it('keeps a refusal refused', async () => {
    const key = newId();
    const first = await one('consume', item('widgets', 4, key));
    await limitTo(bed, tenant.id, 'widgets', 10);
    expect(await one('consume', item('widgets', 4, key))).toEqual(first);
  });

  it('is a conflict with another quantity, verb or capability', async () => {
    const key = newId();
    await one('consume', item('workflows', 2, key));
    for (const [verb, given] of [
      ['consume', item('workflows', 3, key)],
      ['release', item('workflows', 2, key)],
      ['consume', item('widgets', 2, key)],
    ] as const)
      expect(await one(verb, given)).toMatchObject({ outcome: 'conflict', code: 'idempotency_conflict' });
    expect(await stateOf(bed, tenant.id, 'workflows')).toMatchObject({ used: 2 });
  });

  it('is another tenant’s own', async () => {
    const key = newId();
    await one('consume', item('widgets', 1, key));
    tenant = await addTenant(bed);
    expect(await one('consume', item('widgets', 1, key))).toMatchObject({ outcome: 'granted' });
  });

  it('used by many at once, in one array and over two processes, counts once', async () => {
    const keys = Array.from({ length: 10 }, () => newId());
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        (n % 2 ? bed : other).quotas.consume(
          [...keys, ...keys].map((key) => item('workflows', 1, key)),
          everyTenant,
        ),
      ),
    );
    const outcomes = all.flat().map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'granted')).toHaveLength(10);
    expect(outcomes.filter((outcome) => outcome === 'repeat')).toHaveLength(150);
    expect(await stateOf(bed, tenant.id, 'workflows')).toMatchObject({ used: 10 });
  });

  it('for two capabilities at once counts for one of them', async () => {
    for (let round = 0; round < 8; round++) {
      const key = newId();
      const both = await Promise.all([
        one('consume', item('workflows', 1, key)),
        one('consume', item('canned_messages', 1, key), other),
      ]);
      expect(both.map(({ outcome }) => outcome).sort()).toEqual(['conflict', 'granted']);
    }
  });
});

describe('a flow', () => {
  it('begins anew with the month of the tenant’s zone, and keeps what the last one came to', async () => {
    clock.instant = new Date('2026-03-31T21:59:00Z');
    expect(await one('consume', item('workflow_triggers', 1_000))).toMatchObject({ used: 1_000 });
    expect(await one('consume', item('workflow_triggers', 1))).toMatchObject({
      outcome: 'refused',
      refusal: { resetsAt: '2026-03-31T22:00:00.000Z' },
    });
    clock.instant = new Date('2026-03-31T22:00:00Z');
    expect(await one('consume', item('workflow_triggers', 7))).toMatchObject({ outcome: 'granted', used: 7 });
    const [past] = await bed.database.query(
      "SELECT DATE_FORMAT(period, '%Y-%m-%d') AS period, used FROM quota_periods ORDER BY period DESC LIMIT 1",
    );
    expect(past).toEqual({ period: '2026-03-01', used: '1000' });
  });

  it('does not begin a month twice when its zone turns back', async () => {
    clock.instant = new Date('2026-03-31T23:00:00Z');
    await one('consume', item('workflow_triggers', 900));
    await bed.database.query("UPDATE tenants SET time_zone = 'America/New_York' WHERE slug = ?", [
      tenant.slug,
    ]);
    await bed.database.transaction(() => bed.get(Changes).append('tenants', tenant.id));
    expect(await one('consume', item('workflow_triggers', 200))).toMatchObject({
      outcome: 'refused',
      refusal: { used: 900, resetsAt: '2026-05-01T04:00:00.000Z' },
    });
  });
});

describe('a reservation', () => {
  const reserve = async (quantity: number, ttlSeconds = 60) =>
    one('reserve', { tenant: tenant.slug, key: 'widgets', quantity, ttlSeconds });

  it('counts against the limit until it is committed, in part too, or cancelled', async () => {
    const { reservationId } = await reserve(3);
    expect(await one('consume', item('widgets', 1))).toMatchObject({ outcome: 'refused', reserved: 3 });
    expect(await one('commit', { reservationId, quantity: 4 })).toMatchObject({ code: 'more_than_reserved' });
    expect(await one('commit', { reservationId, quantity: 1 })).toEqual({
      outcome: 'granted',
      used: 1,
      limit: 3,
    });
    expect(await one('commit', { reservationId, quantity: 1 })).toMatchObject({ outcome: 'repeat', used: 1 });
    expect(await one('commit', { reservationId })).toMatchObject({ outcome: 'conflict' });
    expect(await one('cancel', { reservationId })).toMatchObject({ code: 'reservation_committed' });
    const next = await reserve(2);
    expect(await one('cancel', { reservationId: next.reservationId })).toMatchObject({ outcome: 'granted' });
    expect(await one('cancel', { reservationId: next.reservationId })).toMatchObject({ outcome: 'repeat' });
    expect(await one('commit', { reservationId: next.reservationId })).toMatchObject({
      code: 'reservation_cancelled',
    });
    expect(await stateOf(bed, tenant.id, 'widgets')).toMatchObject({ used: 1, reserved: 0 });
  });

  it('counts no longer when its time has passed, though nothing cleaned up; a late commit is refused', async () => {
    const { reservationId, expiresAt } = await reserve(3);
    expect(expiresAt).toBe(new Date(clock.now().getTime() + 60_000).toISOString());
    clock.advance(60 * SECOND);
    expect(await one('consume', item('widgets', 3))).toMatchObject({ outcome: 'granted', used: 3 });
    expect(await one('commit', { reservationId })).toMatchObject({
      outcome: 'refused',
      code: 'reservation_expired',
    });
    expect(await stateOf(bed, tenant.id, 'widgets')).toMatchObject({ used: 3, reserved: 0 });
  });

  it('of another tenant does not exist', async () => {
    const { reservationId } = await reserve(1);
    const stranger = { tenantId: newId(), covers: () => false };
    const [theirs] = await bed.quotas.commit([{ reservationId }], stranger);
    const [nobodys] = await bed.quotas.commit([{ reservationId: newId() }], stranger);
    expect(theirs).toEqual(nobodys);
    const another = await addTenant(bed);
    expect(await one('commit', { reservationId, tenant: another.slug })).toEqual(nobodys);
  });
});

describe('a lease', () => {
  const acquire = (ttlSeconds = 60, at?: Service) =>
    one('acquire', { tenant: tenant.slug, key: 'audio_video', ttlSeconds }, at);

  it('runs until it is ended', async () => {
    const leases = await Promise.all(Array.from({ length: 7 }, (_, n) => acquire(60, n % 2 ? bed : other)));
    expect(leases.filter(({ outcome }) => outcome === 'granted')).toHaveLength(5);
    const { leaseId } = leases.find(({ outcome }) => outcome === 'granted')!;
    expect(await one('end', { leaseId })).toEqual({ outcome: 'granted', used: 4, limit: 5 });
    expect(await one('end', { leaseId })).toMatchObject({ outcome: 'repeat', used: 4 });
    expect(await acquire()).toMatchObject({ outcome: 'granted', used: 5 });
  });

  it('counts no longer when its time has passed, and does not come back to life', async () => {
    const [first] = await Promise.all(Array.from({ length: 5 }, () => acquire(60)));
    clock.advance(59 * SECOND);
    expect(await one('heartbeat', { leaseId: first!.leaseId, ttlSeconds: 60 })).toMatchObject({
      outcome: 'granted',
      expiresAt: new Date(clock.now().getTime() + 60_000).toISOString(),
    });
    expect(await acquire()).toMatchObject({ outcome: 'refused' });
    clock.advance(SECOND);
    expect(await acquire()).toMatchObject({ outcome: 'granted', used: 2 });
    clock.advance(DAY);
    expect(await one('heartbeat', { leaseId: first!.leaseId, ttlSeconds: 60 })).toMatchObject({
      outcome: 'refused',
      code: 'lease_ended',
    });
  });

  it('asked for again with its key is the same lease', async () => {
    const asked = { tenant: tenant.slug, key: 'audio_video', ttlSeconds: 60, idempotencyKey: newId() };
    const first = await one('acquire', asked);
    expect(await one('acquire', asked, other)).toEqual({ ...first, outcome: 'repeat' });
  });
});

describe('a call', () => {
  it('that can be none is told why, and spoils no other', async () => {
    const outcomes = await bed.quotas.consume(
      [
        item('widgets', 0),
        item('widgets', 1.5),
        item('gadgets', 1),
        item('audio_video', 1),
        item('agents', 1),
        { key: 'widgets', quantity: 1 },
        { tenant: 'nobody-there', key: 'widgets', quantity: 1 },
        item('widgets', 1),
        null,
      ],
      everyTenant,
    );
    expect(outcomes.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['invalid', 'malformed'],
      ['invalid', 'malformed'],
      ['invalid', 'unknown_capability'],
      ['invalid', 'wrong_kind'],
      ['invalid', 'counted_here'],
      ['invalid', 'malformed'],
      ['refused', 'unknown_tenant'],
      ['granted', undefined],
      ['invalid', 'malformed'],
    ]);
  });

  it('is refused while the tenant is disabled, and for a tenant that the key does not cover', async () => {
    const stranger = { tenantId: null, covers: () => false };
    expect(await bed.quotas.consume([item('widgets', 1)], stranger)).toMatchObject([
      { code: 'unknown_tenant' },
    ]);
    await one('consume', item('widgets', 1));
    const turn = (way: 'enable' | 'disable') =>
      bed.database.transaction(async () => {
        await bed.tenants[way](tenant.id, undefined, bed.who);
        await bed.get(Changes).append('tenants', tenant.id);
      });
    await turn('disable');
    expect(await one('consume', item('widgets', 1))).toMatchObject({ code: 'tenant_disabled' });
    await turn('enable');
    expect(await one('consume', item('widgets', 1))).toMatchObject({ outcome: 'granted' });
  });
});
