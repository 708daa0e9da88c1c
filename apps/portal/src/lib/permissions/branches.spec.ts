import { expect, it } from '@jest/globals';
import { allow, branchesOf, changesIn, edit, everyBranch, isMixed, withAbove } from './branches';

const item = (key: string, parent: string | null, value: boolean, more: object = {}) => ({
  key,
  parent,
  value,
  origin: 'catalogue' as const,
  default: value,
  own: false,
  licensed: true,
  effective: value,
  ...more,
});
const items = [
  item('contact', null, true),
  item('contact.view', 'contact', true),
  item('contact.edit', 'contact.view', false, { default: true, own: true, origin: 'tenant' }),
  item('report', null, true, { licensed: false }),
];
const flat = (edits = {}) => new Map(everyBranch(branchesOf(items, edits)).map((one) => [one.key, one]));

it('puts children below their parents in the order given', () => {
  const [contact, report] = branchesOf(items, {});
  expect(contact!.below.map(({ key }) => key)).toEqual(['contact.view']);
  expect(contact!.below[0]!.below.map(({ key }) => key)).toEqual(['contact.edit']);
  expect(report!.below).toEqual([]);
});

it('works only with a licence and with everything above it on', () => {
  expect(flat().get('report')!.works).toBe(false);
  const off = flat({ contact: false });
  expect(off.get('contact.view')).toMatchObject({ chosen: true, works: false, offAbove: 'contact' });
  expect(off.get('contact.edit')).toMatchObject({ works: false, offAbove: 'contact' });
});

it('is mixed where something below differs', () => {
  expect(isMixed(flat().get('contact')!)).toBe(true);
  expect(isMixed(flat({ 'contact.edit': null }).get('contact')!)).toBe(false);
  expect(isMixed(flat({ contact: false }).get('contact')!)).toBe(false);
});

it('goes back to the default rather than storing what the default says', () => {
  expect(edit(items[2]!, true)).toBeNull();
  expect(edit(items[2]!, false)).toBeUndefined();
  expect(edit(items[1]!, false)).toBe(false);
});

it('reads from a form what is to change, and nothing else', () => {
  const on = new Set(['contact', 'report']);
  expect(changesIn(items, on, new Set(['contact.edit', 'report']))).toEqual([
    { key: 'contact.view', value: false },
    { key: 'contact.edit', value: null },
  ]);
});

it('allows a feature with what it needs, and takes away with it what needs it', () => {
  const parents = new Map(items.map(({ key, parent }) => [key, parent]));
  const all = flat();
  const some = allow(new Set(['report']), all.get('contact.edit')!, true, parents);
  expect([...some].sort()).toEqual(['contact', 'contact.edit', 'contact.view', 'report']);
  expect([...allow(some, all.get('contact.view')!, false, parents)].sort()).toEqual(['contact', 'report']);
  expect([...withAbove(['contact.view'], parents)].sort()).toEqual(['contact', 'contact.view']);
});
