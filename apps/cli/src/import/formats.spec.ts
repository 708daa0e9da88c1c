import { expect, it } from '@jest/globals';
import { compileFormat, dateParts, readIso, timeParts } from './formats';

const date = (format: string) => compileFormat(format, '--date-format', dateParts);
const time = (format: string) => compileFormat(format, '--time-format', timeParts);

it('reads one letter as one or two digits', () => {
  expect(date('M/D/YYYY')('1/31/2021')).toEqual({ month: 1, day: 31, year: 2021 });
  expect(date('M/D/YYYY')('12/01/2021')).toEqual({ month: 12, day: 1, year: 2021 });
  expect(time('H:mm:ss')('9:05:07')).toEqual({ hour: 9, minute: 5, second: 7 });
  expect(time('H:mm:ss')('23:59:59')).toEqual({ hour: 23, minute: 59, second: 59 });
});

it('reads two letters as exactly two digits', () => {
  expect(date('DD.MM.YYYY')('1.02.2021')).toBeNull();
  expect(date('DD.MM.YYYY')('01.02.2021')).toEqual({ day: 1, month: 2, year: 2021 });
});

it('reads months by name, short years, halves of the day and offsets', () => {
  expect(date('D MMM YY')('3 Sep 26')).toEqual({ day: 3, month: 9, year: 2026 });
  expect(time('h:mm A')('12:30 AM')).toEqual({ hour: 0, minute: 30, half: 0 });
  expect(time('h:mm A')('1:05 p.m.')).toEqual({ hour: 1, minute: 5, half: 12 });
  expect(time('HH:mm:ss.SSS Z')('07:08:09.010 -03:30')).toMatchObject({
    millisecond: 10,
    offsetMinutes: -210,
  });
});

it('takes brackets and other characters as they are', () => {
  expect(date('[on] YYYY-MM-DD')('on 2026-01-02')).toEqual({ year: 2026, month: 1, day: 2 });
  expect(date('YYYY-MM-DD')('2026.01.02')).toBeNull();
  expect(date('YYYY-MM-DD')('2026-01-02 rest')).toBeNull();
});

it.each(['2/30/2026', '13/1/2026', '0/1/2026', '1/0/2026', '2/29/2025', '1/1/0099'])(
  'refuses %s, which is no day',
  (text) => expect(date('M/D/YYYY')(text)).toBeNull(),
);

it.each(['24:00', '7:60', '0:5'])('refuses %s, which is no time', (text) =>
  expect(time('H:mm')(text)).toBeNull(),
);

it.each(['13:00 AM', '0:30 PM'])('refuses %s, which no 12-hour clock shows', (text) =>
  expect(time('h:mm A')(text)).toBeNull(),
);

it('refuses formats that make no sense, naming the option', () => {
  expect(() => date('M/D')).toThrow('--date-format: “M/D” lacks Y.');
  expect(() => date('M/D/YYYY M')).toThrow('names a part twice');
  expect(() => date('x/D/YYYY')).toThrow('“x” in “x/D/YYYY” is none of');
  expect(() => time('h:mm')).toThrow('needs both h and A');
});

it('reads ISO instants with and without an offset', () => {
  expect(readIso('2026-01-31T09:00:00Z')).toMatchObject({ hour: 9, offsetMinutes: 0 });
  expect(readIso('2026-01-31 09:00:01.5+0530')).toMatchObject({
    second: 1,
    millisecond: 500,
    offsetMinutes: 330,
  });
  expect(readIso('2026-01-31T09:00')).not.toHaveProperty('offsetMinutes');
  expect(readIso('2026-02-30T09:00:00Z')).toBeNull();
  expect(readIso('31.01.2026 09:00')).toBeNull();
});
