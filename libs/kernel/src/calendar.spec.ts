import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { changeZone, dayAfter, dayIn, dayStartIn, onlyZone } from './calendar';
import type { ZoneHistory } from './calendar';
import { DAY, HOUR } from './clock';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Tokyo',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
  'Pacific/Niue',
  'Etc/GMT+12',
] as const;
const zone = fc.constantFrom(...zones);
const begin = Date.parse('2026-01-01T00:00:00Z');
/** Hours, so that many changes fall on one day and on the beginnings of days. */
const changes = fc.array(fc.record({ hours: fc.integer({ min: 0, max: 24 * 90 }), zone }), { maxLength: 8 });

const made = (first: string, all: { hours: number; zone: string }[]): ZoneHistory =>
  all
    .toSorted((a, b) => a.hours - b.hours)
    .reduce(
      (history, one) => changeZone(history, new Date(begin + one.hours * HOUR), one.zone),
      onlyZone(first),
    );

const hoursOf = (history: ZoneHistory, day: string) =>
  (dayStartIn(history, dayAfter(day)).getTime() - dayStartIn(history, day).getTime()) / HOUR;

it('days partition time, however often the zone changes: none is lost, none comes twice', () => {
  fc.assert(
    fc.property(zone, changes, (first, all) => {
      const history = made(first, all);
      for (let day = '2025-12-30'; day < '2026-04-10'; day = dayAfter(day)) {
        const [start, end] = [dayStartIn(history, day), dayStartIn(history, dayAfter(day))];
        expect(+start).toBeLessThan(+end);
        expect(dayIn(history, start)).toBe(day);
        expect(dayIn(history, new Date(+end - 1))).toBe(day);
        expect(dayIn(history, new Date((+start + +end) / 2))).toBe(day);
      }
    }),
    { numRuns: 12 },
  );
});

it('what was before a change keeps its day, and in the end the days are those of the new zone', () => {
  fc.assert(
    fc.property(zone, changes, zone, fc.integer({ min: 0, max: 24 * 90 }), (first, all, next, hours) => {
      const at = new Date(begin + hours * HOUR);
      const before = made(
        first,
        all.filter((one) => one.hours <= hours),
      );
      const after = changeZone(before, at, next);
      for (let past = 1; past < 40 * HOUR; past += 97 * 60_000) {
        const instant = new Date(+at - past);
        expect(dayIn(after, instant)).toBe(dayIn(before, instant));
      }
      const settled = new Date(+at + 4 * DAY);
      expect(dayIn(after, settled)).toBe(dayIn(onlyZone(next), settled));
    }),
    { numRuns: 30 },
  );
});

it.each([
  // Tokyo is 13 hours ahead of New York in summer.
  ['east, before midnight there', 'America/New_York', 'Asia/Tokyo', '2026-06-10T14:00Z', [11, 24, 24]],
  ['east, after midnight there', 'America/New_York', 'Asia/Tokyo', '2026-06-10T23:00Z', [24, 11, 24]],
  ['west', 'Asia/Tokyo', 'America/New_York', '2026-06-10T01:00Z', [37, 24, 24]],
  ['west across the date line', 'Pacific/Kiritimati', 'Pacific/Niue', '2026-06-09T10:30Z', [49, 24, 24]],
  ['east across the date line', 'Pacific/Niue', 'Pacific/Kiritimati', '2026-06-11T10:30Z', [24, 13, 10]],
])('going %s makes one day longer or shorter', (_, from, to, at, hours) => {
  const history = changeZone(onlyZone(from), new Date(at), to);
  expect(['2026-06-10', '2026-06-11', '2026-06-12'].map((day) => hoursOf(history, day))).toEqual(hours);
});

it('a change that is taken back on the same day leaves the day as it was', () => {
  const at = new Date('2026-06-10T14:00Z');
  const there = changeZone(onlyZone('America/New_York'), at, 'Asia/Tokyo');
  const back = changeZone(there, new Date(+at + HOUR / 2), 'America/New_York');
  expect(hoursOf(back, '2026-06-10')).toBe(24);
});
