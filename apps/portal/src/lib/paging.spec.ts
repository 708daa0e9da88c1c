import { expect, it } from '@jest/globals';
import { currentCursor, firstPage, here, nextPage, previousPage, sendTo, withQuery } from './paging';

const at = (path: string) => new URL(path, 'http://x.test');

it('walks forward and back by the address alone', () => {
  const second = at(nextPage(at('/log?type=user'), 'c1'));
  const third = at(nextPage(second, 'c2'));
  expect(currentCursor(third)).toBe('c2');
  expect(currentCursor(at(previousPage(third)!))).toBe('c1');
  expect(previousPage(second)).toBe('/log?type=user');
  expect(firstPage(third)).toBe('/log?type=user');
});

it('has no previous page on the first', () => {
  expect(previousPage(at('/log'))).toBeNull();
  expect(currentCursor(at('/log'))).toBeUndefined();
});

it('remembers no more pages than an address holds', () => {
  let url = at('/log');
  for (let page = 0; page < 50; page++) url = at(nextPage(url, `cursor${page}`));
  expect(url.searchParams.getAll('after')).toHaveLength(20);
  expect(currentCursor(url)).toBe('cursor49');
});

it('begins at the first page when a filter changes', () => {
  expect(withQuery(at('/log?type=user&after=c1'), { type: 'tenant' })).toBe('/log?type=tenant');
  expect(withQuery(at('/log?type=user'), { type: null })).toBe('/log');
});

it('leaves behind what was true for one moment when the view changes', () => {
  const url = at('/users?/disable&ask=disable&who=u1&role=agent&done=enabled&after=c1');
  expect(withQuery(url, { q: 'noor' })).toBe('/users?role=agent&q=noor');
});

it('opens and closes a dialog over the page of the list that one is on', () => {
  const url = at('/users?role=agent&after=c1&after=c2&done=enabled');
  const open = here(url, { ask: 'remove', who: 'u1' });
  expect(open).toBe('/users?role=agent&after=c1&after=c2&ask=remove&who=u1');
  expect(here(at(open))).toBe('/users?role=agent&after=c1&after=c2');
  expect(sendTo('remove', at(open), { ask: 'remove' })).toBe(
    '?/remove&role=agent&after=c1&after=c2&ask=remove',
  );
  expect(sendTo('enable', at('/users'))).toBe('?/enable');
});
