import { isCapability } from '@tenantry/capabilities';
import { Failure } from '../command';

/** A cell that says nothing a field could be. */
export class CellError extends Error {
  constructor(
    readonly field: string,
    problem: string,
  ) {
    super(problem);
  }
}

type Read = (cell: string, column: string) => unknown;

const text: Read = (cell) => cell;
const yes = new Set(['yes', 'true', 'on', '1']);
const no = new Set(['no', 'false', 'off', '0']);
const isOn: Read = (cell, column) => {
  const word = cell.toLowerCase();
  if (!yes.has(word) && !no.has(word)) throw new CellError(column, `“${cell}” is neither yes nor no.`);
  return yes.has(word);
};
const number: Read = (cell, column) => {
  const value = Number(cell);
  if (!Number.isFinite(value)) throw new CellError(column, `“${cell}” is not a number.`);
  return value;
};
const quantity: Read = (cell, column) => {
  const word = cell.toLowerCase();
  return word === 'unlimited' ? null : word === 'default' ? 'default' : number(cell, column);
};
const numbers: Read = (cell, column) => cell.split(/[\s;|]+/).map((one) => number(one, column));

const plain: Record<string, Read> = {
  ...{ idempotencyKey: text, companyName: text, slug: text, size: text, country: text, timeZone: text },
  ...{ language: text, notification: text, managedHost: isOn, thresholdSteps: numbers },
  ...{ 'admin.username': text, 'admin.password': text, 'admin.email': text },
  ...{ 'admin.firstName': text, 'admin.lastName': text },
  ...{ 'subscription.sessionDuration': number, 'subscription.licences': number },
  ...{ 'subscription.startsAt': text, 'subscription.endsAt': text },
  ...{ 'from.tenantId': text, 'from.templateId': text },
};

/** Every column that a file may have; the last two are families. */
export const columnNames = [...Object.keys(plain), 'permissions.FEATURE', 'capabilities.CAPABILITY'];

/** How rows of a CSV with these columns read as tenants; an empty cell says nothing. */
export function compileColumns(columns: readonly string[]): (cells: readonly string[]) => unknown {
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice !== undefined) throw new Failure(`The column “${twice}” is there twice.`);
  const readers = columns.map(readerOf);
  return (cells) => {
    const row: Record<string, unknown> = {};
    const [permissions, capabilities]: [object[], object[]] = [[], []];
    for (const [index, column] of columns.entries()) {
      const cell = cells[index]!.trim();
      if (cell === '') continue;
      const value = readers[index]!(cell, column);
      const [head, ...rest] = column.split('.');
      const key = rest.join('.');
      if (head === 'permissions') permissions.push({ key, value });
      else if (head === 'capabilities') capabilities.push({ key, quantity: value });
      else if (key === '') row[head!] = value;
      else row[head!] = { ...(row[head!] as object | undefined), [key]: value };
    }
    const subscription = row['subscription'] as object | undefined;
    return {
      ...row,
      ...(permissions.length > 0 && { permissions }),
      ...(capabilities.length > 0 && { capabilities }),
      ...(subscription && { subscription: { type: 'session', endsAt: null, licences: 0, ...subscription } }),
    };
  };
}

function readerOf(column: string): Read {
  const known = Object.hasOwn(plain, column) ? plain[column] : undefined;
  if (known) return known;
  if (/^permissions\../.test(column)) return isOn;
  const [, capability] = /^capabilities\.(.+)$/.exec(column) ?? [];
  if (capability !== undefined && isCapability(capability)) return quantity;
  throw new Failure(`There is no column “${column}”. There are: ${columnNames.join(', ')}.`);
}
