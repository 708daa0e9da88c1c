import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { monthOf } from './months';

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Pacific/Kiritimati',
  'Pacific/Niue',
  'Asia/Beirut',
];

it('puts every moment into one month, and the next begins where it ends', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
      fc.constantFrom(...zones),
      (at, zone) => {
        const month = monthOf(at, zone);
        expect(+month.startsAt <= +at && +at < +month.endsAt).toBe(true);
        expect(month.day).toMatch(/-01$/);
        expect(monthOf(month.endsAt, zone).startsAt).toEqual(month.endsAt);
        expect(monthOf(month.endsAt, zone).day > month.day).toBe(true);
      },
    ),
  );
});
