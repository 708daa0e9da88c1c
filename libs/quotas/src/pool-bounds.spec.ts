import { expect, it } from '@jest/globals';
import { fixedBy } from './pool-bounds.service';
import type { Bounds } from './pool-bounds.service';

const bounds = (bar: Bounds['bar'], free: number): Bounds => ({
  bar,
  pools: new Map([['agents', { pool: 'agents', size: 10, allocated: 10 - free, free, excess: 0 }]]),
});

it.each([
  [null, 1, null],
  [null, 0, 'pool_used_up'],
  ['licence_expired', 1, 'licence_expired'],
  ['licence_untrusted', 1, 'licence_untrusted'],
] as const)('a limit is fixed where the licence is %s and %i are left: %s', (bar, free, code) => {
  expect(fixedBy('agents', 0, bounds(bar, free))?.code ?? null).toBe(code);
  expect(fixedBy('widgets', 0, bounds(bar, free))).toBeNull();
});
