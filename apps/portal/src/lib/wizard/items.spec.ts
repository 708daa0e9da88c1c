import { expect, it } from '@jest/globals';
import type { DefaultItem } from '#lib/views';
import { limitItems, permissionItems } from './items';

const feature = (key: string, value: boolean) => ({
  key,
  parent: null,
  value,
  origin: 'catalogue' as const,
  default: true,
  licensed: true,
  effective: value,
});

it('holds what a draft chose against the profile that a new tenant would get', () => {
  const [view, edit] = permissionItems(
    [feature('contact.view', true), feature('contact.edit', false)],
    [
      { key: 'contact.view', value: true },
      { key: 'contact.edit', value: true },
    ],
  );
  expect(view).toMatchObject({ value: true, default: true, own: false, origin: 'catalogue' });
  expect(edit).toMatchObject({ value: true, default: false, own: true, origin: 'tenant' });
});

const agents = {
  key: 'agents',
  kind: 'stock',
  unit: 'agents',
  group: 'basic',
  pool: 'agents',
  hasFreePart: false,
  most: 1_000,
  quantity: 5,
  free: 0,
  mode: 'hard',
} as DefaultItem;
const licence = (free: number) => ({
  bar: null,
  pools: [{ pool: 'agents' as const, size: 100, allocated: 100 - free, free, excess: 0 }],
});

it('shows of a pool what this tenant would take, what the others hold and what would be left', () => {
  const [item] = limitItems([agents], licence(20), [{ key: 'agents', quantity: 8 }]);
  expect(item).toMatchObject({
    own: { quantity: 8 },
    fixed: null,
    pool: { own: 8, others: 80, free: 12 },
  });
  expect(limitItems([agents], licence(20), [])[0]).toMatchObject({ own: null, pool: { own: 5, free: 15 } });
});

it('gives nothing of a pool that is used up, and says why', () => {
  const [item] = limitItems([agents], licence(0), [{ key: 'agents', quantity: 8 }]);
  expect(item).toMatchObject({
    own: { quantity: 0 },
    fixed: { code: 'pool_used_up', pool: 'agents' },
    pool: { own: 0, others: 100, free: 0 },
  });
  for (const bar of ['licence_expired', 'licence_untrusted'] as const)
    expect(limitItems([agents], { ...licence(20), bar }, [])[0]!.fixed).toEqual({
      code: bar,
      pool: 'agents',
    });
});
