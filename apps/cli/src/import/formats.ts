import { UsageError } from '../command';

/** What a text says of a moment. Without an offset it is what a clock on the wall showed. */
export interface Reading {
  year?: number;
  month?: number;
  day?: number;
  hour?: number;
  minute?: number;
  second?: number;
  millisecond?: number;
  /** 0 for am, 12 for pm. */
  half?: number;
  offsetMinutes?: number;
}

/** Null when the text does not have the format, or names no real day or time. */
export type Reader = (text: string) => Reading | null;

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** One letter takes one or two digits, two letters exactly two. */
const tokens: Record<string, { pattern: string; read(text: string): Reading }> = {
  YYYY: { pattern: '\\d{4}', read: (t) => ({ year: Number(t) }) },
  YY: { pattern: '\\d{2}', read: (t) => ({ year: 2000 + Number(t) }) },
  MMM: { pattern: months.join('|'), read: (t) => ({ month: months.indexOf(t.toLowerCase()) + 1 }) },
  MM: { pattern: '\\d{2}', read: (t) => ({ month: Number(t) }) },
  M: { pattern: '\\d{1,2}', read: (t) => ({ month: Number(t) }) },
  DD: { pattern: '\\d{2}', read: (t) => ({ day: Number(t) }) },
  D: { pattern: '\\d{1,2}', read: (t) => ({ day: Number(t) }) },
  HH: { pattern: '\\d{2}', read: (t) => ({ hour: Number(t) }) },
  H: { pattern: '\\d{1,2}', read: (t) => ({ hour: Number(t) }) },
  hh: { pattern: '\\d{2}', read: readHalfDayHour },
  h: { pattern: '\\d{1,2}', read: readHalfDayHour },
  mm: { pattern: '\\d{2}', read: (t) => ({ minute: Number(t) }) },
  m: { pattern: '\\d{1,2}', read: (t) => ({ minute: Number(t) }) },
  ss: { pattern: '\\d{2}', read: (t) => ({ second: Number(t) }) },
  s: { pattern: '\\d{1,2}', read: (t) => ({ second: Number(t) }) },
  SSS: { pattern: '\\d{3}', read: (t) => ({ millisecond: Number(t) }) },
  A: { pattern: '[ap]\\.?m\\.?', read: (t) => ({ half: t.toLowerCase().startsWith('p') ? 12 : 0 }) },
  Z: { pattern: 'Z|[+-]\\d{2}:?\\d{2}', read: (t) => ({ offsetMinutes: offsetOf(t) }) },
};
const tokenList = 'YYYY|YY|MMM|MM|M|DD|D|HH|H|hh|h|mm|m|ss|s|SSS|A|Z';

function readHalfDayHour(text: string): Reading {
  const hour = Number(text);
  return { hour: hour >= 1 && hour <= 12 ? hour % 12 : 99 };
}

function offsetOf(text: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(text) ?? [];
  return sign ? (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : 0;
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&').replace(/\s+/g, '\\s+');

/** One letter for each part that a format must name: year, month, day; hour, minute. */
type Part = 'Y' | 'M' | 'D' | 'H' | 'm';
export const dateParts: Part[] = ['Y', 'M', 'D'];
export const timeParts: Part[] = ['H', 'm'];

/** A reader of `M/D/YYYY h:mm A` and the like; text in brackets and other characters stand for themselves. */
export function compileFormat(format: string, option: string, parts: Part[]): Reader {
  const used: string[] = [];
  let pattern = '';
  for (const [part, literal, token] of format.matchAll(
    new RegExp(`\\[([^\\]]*)\\]|(${tokenList})|[^]`, 'g'),
  )) {
    if (token) {
      used.push(token);
      pattern += `(${tokens[token]!.pattern})`;
    } else if (literal === undefined && /[a-z]/i.test(part) && part !== 'T')
      throw new UsageError(
        `${option}: “${part}” in “${format}” is none of ${tokenList.replaceAll('|', ' ')}.`,
      );
    else pattern += escape(literal ?? part);
  }
  if (used.some((token) => token[0] === 'h') !== used.includes('A'))
    throw new UsageError(`${option}: “${format}” needs both h and A, or H for 24 hours.`);
  const named = used.map((token) => (token[0] === 'h' ? 'H' : token[0]!));
  if (new Set(named).size < named.length) throw new UsageError(`${option}: “${format}” names a part twice.`);
  for (const part of parts)
    if (!named.includes(part)) throw new UsageError(`${option}: “${format}” lacks ${part}.`);

  const regex = new RegExp(`^${pattern}$`, 'i');
  return (text) => {
    const match = regex.exec(text.trim());
    if (!match) return null;
    const reading: Reading = {};
    used.forEach((token, i) => Object.assign(reading, tokens[token]!.read(match[i + 1]!)));
    return isReal(reading) ? reading : null;
  };
}

const iso =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}:?\d{2})?$/i;

/** ISO 8601 date and time, with or without its zone's offset. */
export const readIso: Reader = (text) => {
  const match = iso.exec(text.trim());
  if (!match) return null;
  const [year, month, day, hour, minute, second = 0] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const reading: Reading = { year, month, day, hour, minute, second };
  if (match[7]) reading.millisecond = Number(match[7].slice(0, 3).padEnd(3, '0'));
  if (match[8]) reading.offsetMinutes = offsetOf(match[8]);
  return isReal(reading) ? reading : null;
};

function isReal({ year = 2000, month = 1, day = 1, hour = 0, minute = 0, second = 0 }: Reading): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isDay && year >= 1900 && hour < 24 && minute < 60 && second < 60;
}
