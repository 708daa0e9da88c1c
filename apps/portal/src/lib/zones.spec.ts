import { expect, it } from '@jest/globals';
import { instantToWall, wallToInstant, zoneView } from './zones';

it('reads a day or a time as the wall clock of a zone', () => {
  expect(wallToInstant('2026-01-15', 'America/New_York')).toBe('2026-01-15T05:00:00.000Z');
  expect(wallToInstant('2026-07-15T09:30', 'Europe/Berlin')).toBe('2026-07-15T07:30:00.000Z');
  expect(wallToInstant('2026-01-15', 'Asia/Kathmandu')).toBe('2026-01-14T18:15:00.000Z');
});

it('takes the first instant after a gap and the first of a time that comes twice', () => {
  expect(wallToInstant('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z');
  expect(wallToInstant('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
  // clocks in Beirut jump at midnight: the day begins at one o'clock
  expect(wallToInstant('2026-03-29', 'Asia/Beirut')).toBe('2026-03-28T22:00:00.000Z');
});

it('refuses what is no day', () => {
  for (const text of ['', '2026-02-30', '2026-13-01', '1.2.2026', '2026-01-01T25:00'])
    expect(wallToInstant(text, 'UTC')).toBeNull();
});

it('shows an instant as the field of a form expects it', () => {
  expect(instantToWall('2026-01-15T04:59:00.000Z', 'America/New_York', 'day')).toBe('2026-01-14');
  expect(instantToWall('2026-07-15T07:30:00.000Z', 'Europe/Berlin', 'minute')).toBe('2026-07-15T09:30');
});

it('offers my zone, the company’s and UTC, mine by default', () => {
  expect(zoneView(null, 'Europe/Berlin', 'Asia/Dubai').zone).toBe('Europe/Berlin');
  expect(zoneView('tenant', 'Europe/Berlin', 'Asia/Dubai').zone).toBe('Asia/Dubai');
  expect(zoneView('utc', 'Europe/Berlin', 'Asia/Dubai').zone).toBe('UTC');
  expect(zoneView('moon', 'Europe/Berlin', 'Asia/Dubai').choice).toBe('mine');
});
