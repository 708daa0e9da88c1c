import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import type { ManyRow } from '#lib/wizard/many';

/** So many in one file; more are several files. */
export const mostRows = 1000;

type Row = Record<string, unknown>;

/** A file of tenants: JSON Lines, or CSV whose first line names the columns by their paths (`admin.email`). */
export function readRows(text: string): ManyRow[] {
  const plain = text.replace(/^\ufeff/, '');
  const rows = plain.trimStart().startsWith('{') ? fromLines(plain) : fromCsv(plain);
  return rows.slice(0, mostRows + 1).map(({ row, ...rest }) => ({
    ...rest,
    row: row && { ...row, idempotencyKey: row['idempotencyKey'] ?? keyOf(row) },
  }));
}

/** Of what a row says: the same file, sent again or mended, makes no tenant twice. */
const keyOf = (row: Row) =>
  `row-${createHash('sha256').update(JSON.stringify(row)).digest('hex').slice(0, 48)}`;

function fromLines(text: string): ManyRow[] {
  return text.split(/\r?\n/).flatMap((line, index): ManyRow[] => {
    if (!line.trim()) return [];
    try {
      return [{ line: index + 1, row: JSON.parse(line) as Row }];
    } catch {
      return [{ line: index + 1, row: null }];
    }
  });
}

function fromCsv(text: string): ManyRow[] {
  const head = text.slice(0, text.indexOf('\n') === -1 ? text.length : text.indexOf('\n'));
  const delimiter = [';', '\t', ','].reduce((best, one) =>
    head.split(one).length > head.split(best).length ? one : best,
  );
  let records: { record: string[]; info: { lines: number } }[];
  try {
    const options = { delimiter, info: true, relax_column_count: true, skip_empty_lines: true } as const;
    records = parse(text, options) as unknown as typeof records;
  } catch {
    return [{ line: 1, row: null }];
  }
  const [names, ...rest] = records;
  const columns = names?.record.map((name) => name.trim()) ?? [];
  return rest.map(({ record, info }) => ({
    line: info.lines,
    row: record.length > columns.length ? null : rowOf(columns, record),
  }));
}

/** What an empty cell says is nothing. */
function rowOf(columns: readonly string[], cells: readonly string[]): Row {
  const row: Row = {};
  columns.forEach((column, index) => {
    const cell = cells[index]?.trim();
    if (!column || !cell) return;
    const [group = '', ...rest] = column.split('.');
    const name = rest.join('.');
    if (group === 'permissions') (row[group] = listIn(row, group)).push({ key: name, value: truth(cell) });
    else if (group === 'capabilities')
      (row[group] = listIn(row, group)).push({ key: name, quantity: quantity(cell) });
    else if (name) row[group] = { ...(row[group] as Row), [name]: valueOf(column, cell) };
    else row[group] = valueOf(column, cell);
  });
  if (row['subscription'])
    row['subscription'] = { type: 'session', endsAt: null, licences: 0, ...row['subscription'] };
  return row;
}

const listIn = (row: Row, name: string) => (row[name] ?? []) as Row[];
const numbers = ['subscription.sessionDuration', 'subscription.licences'];

function valueOf(column: string, cell: string): unknown {
  if (column === 'managedHost') return truth(cell);
  return numbers.includes(column) && /^\d+$/.test(cell) ? Number(cell) : cell;
}

/** Anything else is left for the API to refuse. */
function truth(cell: string): boolean | string {
  const plain = cell.toLowerCase();
  if (['yes', 'true', 'on', '1'].includes(plain)) return true;
  return ['no', 'false', 'off', '0'].includes(plain) ? false : cell;
}

function quantity(cell: string): number | string | null {
  if (cell === 'unlimited') return null;
  return /^\d+$/.test(cell) ? Number(cell) : cell;
}
