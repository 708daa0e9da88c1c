import { expect, it } from '@jest/globals';
import { rangeView } from './ranges';

const now = new Date('2026-11-21T12:00:00Z');
const view = (query: string) => rangeView(new URLSearchParams(query), now, 'Europe/Berlin', '30d');

it('shows the usual span unless the address says otherwise', () => {
  expect(view('')).toMatchObject({ range: '30d', from: '2026-10-22T12:00:00.000Z' });
  expect(view('range=7d').from).toBe('2026-11-14T12:00:00.000Z');
  expect(view('range=nonsense').range).toBe('30d');
});

it('has no bounds when all is asked for', () => {
  expect(view('range=all')).toEqual({ range: 'all', fromDay: '', toDay: '' });
});

it('includes the last day of a span of one’s own, in the chosen zone', () => {
  expect(view('range=custom&from=2026-11-01&to=2026-11-02')).toMatchObject({
    from: '2026-10-31T23:00:00.000Z',
    to: '2026-11-02T23:00:00.000Z',
  });
});

it('takes a span that is open at one end', () => {
  expect(view('from=2026-11-01')).toMatchObject({ range: 'custom', to: undefined });
});
