import { expect, it } from '@jest/globals';
import { keyVerbs, splitSlugs } from './keys';

const overlap = { prefix: 'tnk_a', until: '2026-01-01T00:00:00Z', lastUsedAt: null };

it('offers what the state of a key allows', () => {
  expect(keyVerbs({ state: 'active', overlaps: [] }, true)).toEqual(['rename', 'rotate', 'revoke']);
  expect(keyVerbs({ state: 'expiring', overlaps: [overlap] }, true)).toContain('end');
  expect(keyVerbs({ state: 'expired', overlaps: [] }, true)).toEqual(['rename', 'revoke']);
  expect(keyVerbs({ state: 'revoked', overlaps: [] }, true)).toEqual([]);
  expect(keyVerbs({ state: 'active', overlaps: [] }, false)).toEqual([]);
});

it('reads short names however they are separated, each once', () => {
  expect(splitSlugs('harborline, Qamar\nnordlicht;;qamar ')).toEqual(['harborline', 'qamar', 'nordlicht']);
  expect(splitSlugs(' ')).toEqual([]);
});
