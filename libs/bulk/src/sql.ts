import { DAY, SECOND } from '@tenantry/kernel';
import mysql from 'mysql2';

/**
 * Building blocks of bulk statements. Text of up to 1,000 rows is what the server takes fastest; placeholders
 * cost as much again and bring nothing here. Ids, instants and keys are safe by their shape, all other text is
 * escaped by the driver.
 */
export const ROWS_PER_STATEMENT = 1_000;

export const sqlId = (id: string | null): string =>
  id === null
    ? 'NULL'
    : `0x${id.slice(0, 8)}${id.slice(9, 13)}${id.slice(14, 18)}${id.slice(19, 23)}${id.slice(24)}`;

const special = /[\0\b\t\n\r\x1a"'\\]/;

export const sqlText = (text: string | null): string =>
  text === null ? 'NULL' : special.test(text) ? mysql.escape(text) : `'${text}'`;

let day = NaN;
let dayText = '';
const two = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));

/** `2026-01-31 09:00:00.000`, quoted. Rows come sorted by time, so a day's text is made once for many. */
export function sqlInstant(ms: number): string {
  const ofDay = ((ms % DAY) + DAY) % DAY;
  if (ms - ofDay !== day) {
    day = ms - ofDay;
    dayText = new Date(day).toISOString().slice(0, 10);
  }
  const seconds = Math.floor(ofDay / SECOND);
  const millis = String(ofDay % SECOND).padStart(3, '0');
  const minutes = Math.floor(seconds / 60);
  return `'${dayText} ${two[Math.floor(minutes / 60)]}:${two[minutes % 60]}:${two[seconds % 60]}.${millis}'`;
}

export function* chunks<T>(rows: T[], size = ROWS_PER_STATEMENT): Generator<T[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
}

/** Byte order of the key's parts, which is the order of the index. */
export const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);
