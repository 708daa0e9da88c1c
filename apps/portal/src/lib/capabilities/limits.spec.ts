import { expect, it } from '@jest/globals';
import { choicesFor, chosenQuantity, mostFor, quantityNow, warnings } from './limits';

const pool = { key: 'agents', size: 100, own: 5, others: 90, free: 5 } as const;
const item = {
  default: 5,
  free: 0,
  own: null as { quantity: number | null } | null,
  unit: 'agents' as const,
  pool: null as typeof pool | { key: 'agents'; size: null; own: number; others: number; free: null } | null,
  fixed: null as { code: 'pool_used_up'; pool: 'agents' } | null,
  used: 4,
  boosts: [] as { id: string; quantity: number; startsAt: string; endsAt: string; reason: string }[],
};
const now = '2026-11-22T12:00:00Z';
const fixed = { code: 'pool_used_up', pool: 'agents' } as const;

it('offers unlimited only where no pool bounds it', () => {
  expect(choicesFor(item)).toEqual(['default', 'own', 'unlimited']);
  expect(choicesFor({ ...item, pool })).toEqual(['default', 'own']);
  expect(
    choicesFor({ ...item, pool: { key: 'agents', size: null, own: 5, others: 0, free: null } }),
  ).toContain('unlimited');
});

it('offers nothing larger than there is once the pool is used up', () => {
  const own = { ...item, pool, fixed, own: { quantity: 3 } };
  expect(mostFor(own)).toBe(3);
  expect(choicesFor(own)).toEqual(['own']);
  expect(chosenQuantity(own, 'own', '4')).toBeUndefined();
  expect(chosenQuantity(own, 'own', '2')).toBe(2);
  expect(choicesFor({ ...own, own: { quantity: 8 } })).toEqual(['default', 'own']);
});

it('leaves the free part of a flow out of what is set', () => {
  const flow = { ...item, default: 1_500, free: 1_000 };
  expect(quantityNow(flow)).toBe(500);
  expect(chosenQuantity(flow, 'default', '')).toBe(500);
});

it('warns below use and beyond the rest of the pool', () => {
  expect(warnings(item, 4, now)).toEqual({ overBy: 0, beyondPool: false });
  expect(warnings(item, 1, now).overBy).toBe(3);
  expect(warnings({ ...item, free: 2 }, 1, now).overBy).toBe(1);
  const boost = { id: '1', quantity: 4, startsAt: '2026-11-01', endsAt: '2026-12-01', reason: 'season' };
  expect(warnings({ ...item, boosts: [boost] }, 1, now).overBy).toBe(0);
  expect(warnings({ ...item, boosts: [{ ...boost, startsAt: '2026-11-30' }] }, 1, now).overBy).toBe(3);
  expect(warnings({ ...item, pool }, 10, now).beyondPool).toBe(false);
  expect(warnings({ ...item, pool }, 11, now).beyondPool).toBe(true);
  expect(warnings(item, undefined, now)).toEqual({ overBy: 0, beyondPool: false });
});
