import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { catalogue } from './catalogue';
import { mostOf } from './limit-changes';
import { Limits, UNLIMITED_SHARE } from './limits';

const at = new Date('2026-07-01T00:00:00Z');
const base = { quantity: 5, freeQuantity: 0, mode: 'hard' as const };
const own = (ownQuantity: number | null) => ({ own: 1, ownQuantity, ownMode: null });
const boost = (quantity: number, startsAt: string, endsAt: string) => ({
  quantity,
  startsAt: new Date(startsAt),
  endsAt: new Date(endsAt),
});
const season = boost(20, '2026-07-01T00:00:00Z', '2026-08-01T00:00:00Z');

describe('the limit in force', () => {
  it.each([
    ['the default without a row', null, 5, 'default'],
    ['the default where the row has no own one', { own: 0, ownQuantity: null, ownMode: null }, 5, 'default'],
    ['the tenant’s own', own(8), 8, 'own'],
    ['none, which is not the default', own(0), 0, 'own'],
    ['unlimited, which is not none', own(null), null, 'own'],
  ] as const)('is %s', (_, row, limit, source) => {
    expect(Limits.inForce(row, base, [], at)).toMatchObject({ limit, source });
  });

  it('is a boost’s from its first moment to the last before its end', () => {
    const limitAt = (time: string) => Limits.inForce(own(8), base, [season], new Date(time)).limit;
    expect(limitAt('2026-06-30T23:59:59.999Z')).toBe(8);
    expect(limitAt('2026-07-01T00:00:00.000Z')).toBe(20);
    expect(limitAt('2026-07-31T23:59:59.999Z')).toBe(20);
    expect(limitAt('2026-08-01T00:00:00.000Z')).toBe(8);
  });

  it('is never lowered by a boost, and the largest of several', () => {
    expect(Limits.inForce(own(30), base, [season], at)).toMatchObject({ limit: 30, source: 'own' });
    expect(Limits.inForce(own(null), base, [season], at).limit).toBeNull();
    const more = boost(25, '2026-06-01T00:00:00Z', '2026-07-02T00:00:00Z');
    expect(Limits.inForce(null, base, [season, more], at)).toMatchObject({ limit: 25, source: 'boost' });
  });

  it('adds the extra part to the free one', () => {
    const flow = { quantity: 0, freeQuantity: 1_000, mode: 'hard' as const };
    expect(Limits.inForce(null, flow, [], at)).toMatchObject({ limit: 1_000, free: 1_000 });
    expect(Limits.inForce(own(500), flow, [], at)).toMatchObject({ limit: 1_500, free: 1_000 });
  });

  it('has the tenant’s own mode before the default’s', () => {
    expect(Limits.inForce(null, { ...base, mode: 'soft' }, [], at).mode).toBe('soft');
    const observed = { own: 0, ownQuantity: null, ownMode: 'observe' as const };
    expect(Limits.inForce(observed, base, [], at)).toMatchObject({ mode: 'observe', limit: 5 });
  });
});

describe('the share of a pool', () => {
  it('covers every limit that can come into force without anybody’s doing', () => {
    const anyBoost = fc.tuple(fc.nat(100), fc.nat(1_000), fc.nat(1_000)).map(([quantity, from, length]) => ({
      quantity,
      startsAt: new Date(from),
      endsAt: new Date(from + length),
    }));
    fc.assert(
      fc.property(
        fc.option(fc.nat(50)),
        fc.array(anyBoost, { maxLength: 4 }),
        fc.nat(2_500),
        (quantity, boosts, time) => {
          const row = quantity === null ? null : own(quantity);
          const { limit } = Limits.inForce(row, base, boosts, new Date(time));
          expect(limit).toBeLessThanOrEqual(Limits.share(row, base, boosts));
        },
      ),
    );
  });

  it('of an unlimited limit is more than any number', () => {
    expect(Limits.share(own(null), base, [season])).toBe(UNLIMITED_SHARE);
    expect(UNLIMITED_SHARE).toBeGreaterThan(mostOf('agents'));
  });

  it('of hundreds of thousands of unlimited limits still adds up to the unit', () => {
    expect(Number.isSafeInteger(500_000 * UNLIMITED_SHARE)).toBe(true);
  });
});

it('knows eleven capabilities, of which three take from a pool', () => {
  expect(Object.keys(catalogue)).toHaveLength(11);
  expect(Object.values(catalogue).filter(({ pool }) => pool)).toHaveLength(3);
  expect(catalogue.ai_agents).toMatchObject({ pool: 'ai_agents', tenantsPool: 'ai_tenants' });
});
