import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { unburnt } from './burn';
import type { BurnRow } from './burn';

const lot = (id: string, quantity: number, consumedThen: number, validTo: string | null = null): BurnRow => ({
  id,
  quantity,
  consumedThen,
  lotId: null,
  validTo: validTo ? new Date(validTo) : null,
});

describe('unburnt', () => {
  it('burns the lot that expires first, then the oldest', () => {
    const rows = [lot('old', 10, 0), lot('march', 10, 0, '2026-03-01'), lot('february', 10, 0, '2026-02-01')];
    expect([...unburnt(rows, 25)]).toEqual([
      ['february', 0],
      ['march', 0],
      ['old', 5],
    ]);
  });

  it('never burns a lot for use from before it began', () => {
    expect(unburnt([lot('first', 10, 0), lot('season', 10, 6, '2026-02-01')], 6).get('season')).toBe(10);
  });

  it('lets the next lot pay for overage', () => {
    expect(unburnt([lot('first', 10, 0), lot('second', 10, 14)], 14).get('second')).toBe(6);
  });

  it('counts a removal like use and leaves nothing of an expired lot', () => {
    const rows = [
      lot('a', 10, 0, '2026-02-01'),
      { ...lot('removal', -4, 0), id: 'removal' },
      { ...lot('expiry', -6, 0), lotId: 'a' },
      lot('b', 10, 0),
    ];
    expect([...unburnt(rows, 3)]).toEqual([
      ['a', 0],
      ['b', 7],
    ]);
  });

  it('leaves exactly what was bought and not used', () => {
    const entry = fc.record({
      quantity: fc.integer({ min: 1, max: 50 }),
      used: fc.integer({ min: 0, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), (entries) => {
        let consumed = 0;
        const rows = entries.map(({ quantity, used }, index) =>
          lot(`l${index}`, quantity, (consumed += used)),
        );
        const bought = entries.reduce((sum, one) => sum + one.quantity, 0);
        const rest = [...unburnt(rows, consumed).values()].reduce((sum, one) => sum + one, 0);
        expect(rest).toBe(Math.max(0, bought - consumed));
      }),
    );
  });
});
