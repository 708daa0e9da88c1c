import { expect, it } from '@jest/globals';
import { filterOf, isFiltered, listView, nextSort } from './view';

const of = (query: string, mayView = true) => listView(new URLSearchParams(query), mayView);

it('shows the newest first and the usual columns when the address says nothing', () => {
  expect(of('')).toMatchObject({ sort: 'created', descending: true, search: '' });
  expect(of('').columns).toEqual(['state', 'country', 'licences', 'ends', 'created']);
  expect(of('over=yes').columns).toContain('over');
  expect(isFiltered(of(''))).toBe(false);
});

it('takes nothing from the address that was never offered', () => {
  expect(
    of('state=gone&country=xx&used=12&expires=x&sort=password&column=secret&from=2026-13-01'),
  ).toMatchObject({
    state: '',
    country: '',
    used: '',
    expires: '',
    sort: 'created',
    columns: [],
    fromDay: '',
  });
});

it('asks for whole days of the viewer’s zone', () => {
  const filter = filterOf(of('from=2026-03-28&to=2026-03-29'), 'Europe/Berlin');
  expect(filter.createdFrom).toBe('2026-03-27T23:00:00.000Z');
  expect(filter.createdBefore).toBe('2026-03-29T22:00:00.000Z');
});

it('leaves out for auditors what the API would refuse', () => {
  const view = of('over=yes&used=85&expires=30&sort=used&column=licences&column=country', false);
  expect(filterOf(view, 'UTC')).toMatchObject({
    overLimit: undefined,
    usedFrom: undefined,
    expiresWithinDays: undefined,
    sort: 'created',
  });
  expect(view.columns).toEqual(['country']);
});

it('turns an order round when its head is followed again', () => {
  expect(nextSort(of(''), 'used')).toBe('-used');
  expect(nextSort(of('sort=-used'), 'used')).toBe('used');
  expect(nextSort(of('sort=name'), 'name')).toBe('-name');
  expect(nextSort(of('sort=created'), 'created')).toBe('');
});
