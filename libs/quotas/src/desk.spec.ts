import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Counter } from './counter';
import { Desk } from './desk';
import type { Operation } from './desk';

const counter = (limit: number | null): Counter => ({
  tenantId: 'a',
  key: 'widgets',
  kind: 'stock',
  raisedBy: 'request',
  limit,
  mode: 'hard',
  used: 0,
  reserved: 0,
  overSince: null,
  wouldRefuse: 0,
  toldAt: null,
  period: null,
  resetsAt: null,
  allocated: 0,
  before: 0,
  peak: 0,
  ended: null,
  stored: 0,
  changed: false,
  changedMore: false,
});

type Step =
  | { verb: 'consume' | 'release' | 'reserve'; quantity: number; key: number | null }
  | { verb: 'commit'; which: number; quantity: number | null }
  | { verb: 'cancel'; which: number }
  | { verb: 'limit'; limit: number | null };

const key = fc.option(fc.nat(5));
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    verb: fc.constantFrom('consume', 'release', 'reserve'),
    quantity: fc.integer({ min: 1, max: 6 }),
    key,
  }),
  fc.record({
    verb: fc.constant('commit'),
    which: fc.nat(20),
    quantity: fc.option(fc.integer({ min: 1, max: 6 })),
  }),
  fc.record({ verb: fc.constant('cancel'), which: fc.nat(20) }),
  fc.record({ verb: fc.constant('limit'), limit: fc.option(fc.nat(20)) }),
) as fc.Arbitrary<Step>;

/** What a history should come to, kept the slow way: every grant by itself. */
class Model {
  used = 0;
  readonly open = new Map<string, number>();
  get reserved(): number {
    return [...this.open.values()].reduce((sum, quantity) => sum + quantity, 0);
  }
}

describe('the desk', () => {
  it('never grants beyond the limit, never goes below zero, and gives each key one effect', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const at = counter(10);
        const desk = new Desk({ now: 0, reservations: new Map(), leases: new Map(), keys: new Map() });
        const model = new Model();
        const made: string[] = [];
        const first = new Map<number, string>();
        for (const [index, one] of steps.entries()) {
          if (one.verb === 'limit') {
            at.limit = one.limit;
            continue;
          }
          const id =
            one.verb === 'reserve' ? `r${index}` : 'which' in one ? (made[one.which] ?? 'none') : null;
          const idempotencyKey = 'key' in one && one.key !== null ? `k${one.key}` : null;
          const quantity = 'quantity' in one ? one.quantity : null;
          const call: Operation = { verb: one.verb, counter: at, quantity, id, ttl: 1, idempotencyKey };
          const before = at.used + at.reserved;
          const { outcome } = desk.decide(call);

          if (idempotencyKey !== null && 'key' in one) {
            const request = `${one.verb} ${one.quantity}`;
            const known = first.get(one.key!);
            if (known === undefined) first.set(one.key!, request);
            else {
              expect(outcome).not.toBe('granted');
              expect(outcome === 'conflict').toBe(known !== request);
              expect(at.used + at.reserved).toBe(before);
              continue;
            }
          }
          if (outcome === 'granted') {
            if (one.verb === 'consume') model.used += one.quantity;
            if (one.verb === 'release') model.used -= one.quantity;
            if (one.verb === 'reserve') {
              made.push(id!);
              model.open.set(id!, one.quantity);
            }
            if (one.verb === 'commit') model.used += one.quantity ?? model.open.get(id!)!;
            if (one.verb === 'commit' || one.verb === 'cancel') model.open.delete(id!);
          }
          expect([at.used, at.reserved]).toEqual([model.used, model.reserved]);
          expect(at.used).toBeGreaterThanOrEqual(0);
          if (at.used + at.reserved > before && at.limit !== null)
            expect(at.used + at.reserved).toBeLessThanOrEqual(at.limit);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('refuses only what does not fit', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), fc.integer({ min: 1, max: 50 }), (limit, used, quantity) => {
        const at = { ...counter(limit), used };
        const desk = new Desk({ now: 0, reservations: new Map(), leases: new Map(), keys: new Map() });
        const { outcome } = desk.decide({
          verb: 'consume',
          counter: at,
          quantity,
          id: null,
          ttl: 0,
          idempotencyKey: null,
        });
        expect(outcome).toBe(used + quantity <= limit ? 'granted' : 'refused');
      }),
    );
  });
});
