import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isReached, parseSteps, reachedFrom } from './rule';

describe('the threshold rule', () => {
  it('reaches 75 % of 7 at 6, not at 5', () => {
    expect(isReached(75, 5, 7)).toBe(false);
    expect(isReached(75, 6, 7)).toBe(true);
  });

  it('never reaches a step when nothing was bought', () => {
    expect(isReached(75, 10, 0)).toBe(false);
    expect(isReached(75, 10, -5)).toBe(false);
  });

  it('names exactly the first use that reaches a step', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 1e12 }), (step, bound) => {
        const from = reachedFrom(step, bound);
        return isReached(step, from, bound) && !isReached(step, from - 1, bound);
      }),
    );
  });

  it('takes one to ten different whole steps from 1 to 1000', () => {
    expect(parseSteps([100, 75])).toEqual([75, 100]);
    for (const wrong of [[], [0], [1_001], [7.5], [80, 80], Array.from({ length: 11 }, (_, i) => i + 1)])
      expect(parseSteps(wrong)).toBeNull();
  });
});
