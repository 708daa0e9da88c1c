import { expect, it } from '@jest/globals';
import { wallToInstant } from '@tenantry/kernel';
import fc from 'fast-check';
import { readIso } from './formats';
import { WallClock } from './wall-clock';

const read = (zone: string, wall: string) => {
  const { at, shown } = new WallClock(zone).read(readIso(wall)!);
  return [new Date(at).toISOString(), shown];
};

it('reads a zone’s clock in winter and in summer', () => {
  expect(read('America/New_York', '2021-01-01T09:12:58')).toEqual(['2021-01-01T14:12:58.000Z', 'once']);
  expect(read('America/New_York', '2021-07-01T09:12:58')).toEqual(['2021-07-01T13:12:58.000Z', 'once']);
});

it('moves a time that spring skips forward by the gap', () => {
  expect(read('America/New_York', '2021-03-14T02:30:00')).toEqual(['2021-03-14T07:30:00.000Z', 'never']);
  expect(read('America/New_York', '2021-03-14T03:00:00')).toEqual(['2021-03-14T07:00:00.000Z', 'once']);
});

it('takes the earlier of two in autumn', () => {
  expect(read('America/New_York', '2021-11-07T01:30:00')).toEqual(['2021-11-07T05:30:00.000Z', 'twice']);
  expect(read('America/New_York', '2021-11-07T02:00:00')).toEqual(['2021-11-07T07:00:00.000Z', 'once']);
  expect(read('Australia/Lord_Howe', '2021-04-04T01:45:00')).toEqual(['2021-04-03T14:45:00.000Z', 'twice']);
});

it('follows an offset in the text whatever the zone', () => {
  expect(read('America/New_York', '2021-11-07T01:30:00-05:00')).toEqual(['2021-11-07T06:30:00.000Z', 'once']);
});

it('agrees with the kernel on every time of every zone', () => {
  const zones = ['America/New_York', 'Europe/Berlin', 'Asia/Dubai', 'Africa/Casablanca', 'America/St_Johns'];
  const clocks = new Map(zones.map((zone) => [zone, new WallClock(zone)]));
  const minutes = fc.integer({ min: Date.UTC(2000, 0) / 60_000, max: Date.UTC(2035, 0) / 60_000 });
  fc.assert(
    fc.property(fc.constantFrom(...zones), minutes, (zone, minute) => {
      const wall = new Date(minute * 60_000).toISOString().slice(0, 19);
      expect(clocks.get(zone)!.read(readIso(wall)!).at).toBe(wallToInstant(wall, zone).getTime());
    }),
    { numRuns: 2_000 },
  );
});
