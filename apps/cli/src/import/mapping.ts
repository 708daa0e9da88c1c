import type { ConversationReport } from '@tenantry/client';
import { isZone } from '@tenantry/kernel';
import { Failure, UsageError } from '../command';
import { compileFormat, dateParts, readIso, timeParts } from './formats';
import type { Reader, Reading } from './formats';
import { WallClock } from './wall-clock';
import type { Shown } from './wall-clock';

export const fields = [
  'id',
  'startedAt',
  'date',
  'time',
  'channel',
  'initiatedBy',
  'party',
  'user.reference',
  'user.name',
  'user.email',
  'user.role',
  'agentName',
  'subject',
] as const;
export type Field = (typeof fields)[number];

export interface Plan {
  tenant: string;
  columns: Partial<Record<Field, string>>;
  /** Holds where no column is mapped, and where the mapped one is empty. */
  fixed: Partial<Record<Field, string>>;
  zone?: string;
  dateFormat?: string;
  timeFormat?: string;
}

export type Mapped = { report: ConversationReport; shown: Shown } | { problem: string; id?: string };
type Take = (cells: string[]) => string | undefined;

/** `FIELD=TEXT` options as a record. */
export function pairs(option: string, given: string[]): Partial<Record<Field, string>> {
  const found: Partial<Record<Field, string>> = {};
  for (const pair of given) {
    const [, field, text] = /^([^=]+)=([^]+)$/.exec(pair) ?? [];
    if (!field)
      throw new UsageError(`${option}: “${pair}” is not FIELD=${option === '--map' ? 'COLUMN' : 'VALUE'}.`);
    if (!fields.includes(field as Field))
      throw new UsageError(`${option}: there is no field “${field}”. The fields are ${fields.join(', ')}.`);
    if (field in found) throw new UsageError(`${option} names ${field} twice.`);
    found[field as Field] = text;
  }
  return found;
}

/** Checks a plan before any row is read. */
export function checkPlan(plan: Plan): Plan {
  const has = (field: Field) => field in plan.columns || field in plan.fixed;
  const { columns, zone, dateFormat, timeFormat } = plan;
  if (!columns.id)
    throw new UsageError('--map id=COLUMN is needed: without an id a row cannot be told from a repeat.');
  for (const field of ['channel', 'initiatedBy', 'party'] as const)
    if (!has(field))
      throw new UsageError(`${field} is needed: --map ${field}=COLUMN or --set ${field}=VALUE.`);
  for (const field of ['user.name', 'user.email', 'user.role'] as const)
    if (has(field) && !has('user.reference'))
      throw new UsageError(`${field} needs user.reference, which tells users apart.`);
  if (zone !== undefined && !isZone(zone))
    throw new UsageError(
      `--zone: there is no time zone “${zone}”; take an IANA name such as America/New_York.`,
    );

  if (has('startedAt')) {
    if (has('date') || has('time')) throw new UsageError('Map either startedAt, or date and time.');
    if (timeFormat) throw new UsageError('--time-format belongs to a column of its own mapped as time.');
    if (dateFormat && !dateFormat.includes('Z') && !zone) throw new UsageError(needsZone);
  } else {
    if (!has('date') || !has('time')) throw new UsageError('Map startedAt, or both date and time.');
    if (!dateFormat) throw new UsageError('--date-format is needed, such as M/D/YYYY.');
    if (!zone) throw new UsageError(needsZone);
  }
  readerOf(plan);
  return plan;
}

const needsZone =
  '--zone is needed: these are times of a clock on the wall, such as one in America/New_York.';

/** A mapping for a file with these columns. */
export function compileMapping(plan: Plan, found: string[]): (cells: string[]) => Mapped {
  const take = (field: Field): Take => {
    const fixed = plan.fixed[field];
    const column = plan.columns[field];
    if (column === undefined) return () => fixed;
    const index = found.indexOf(column.trim());
    if (index < 0)
      throw new Failure(`--map ${field}: the file has no column “${column}”. It has ${found.join(', ')}.`);
    if (found.indexOf(column.trim(), index + 1) >= 0)
      throw new Failure(`--map ${field}: the file has more than one column “${column}”.`);
    return (cells) => cells[index]!.trim() || fixed;
  };
  const of = Object.fromEntries(fields.map((field) => [field, take(field)])) as Record<Field, Take>;
  const moment = momentOf(plan, of);

  return (cells) => {
    const id = of.id(cells);
    if (!id) return { problem: 'id is empty' };
    const user = userOf(cells, of);
    const when = moment(cells);
    const channel = word(of.channel(cells));
    const initiatedBy = word(of.initiatedBy(cells));
    const party = word(of.party(cells));
    if (typeof user === 'string') return { id, problem: user };
    if (typeof when === 'string') return { id, problem: when };
    if (!channel) return { id, problem: 'channel is empty' };
    if (initiatedBy !== 'end_user' && initiatedBy !== 'agent')
      return { id, problem: `initiatedBy is “${initiatedBy}”, not end_user or agent` };
    if (party !== 'bot' && party !== 'agent') return { id, problem: `party is “${party}”, not bot or agent` };
    const agentName = of.agentName(cells);
    const subject = of.subject(cells);
    const report: ConversationReport = {
      tenant: plan.tenant,
      id,
      channel,
      user,
      initiatedBy,
      party,
      ...(agentName && { agentName }),
      ...(subject && { subject }),
      startedAt: new Date(when.at).toISOString(),
    };
    return { report, shown: when.shown };
  };
}

/** Without a reference nobody can be told apart: then there is no user, and a name alone is a mistake. */
function userOf(cells: string[], of: Record<Field, Take>): ConversationReport['user'] | string {
  const reference = of['user.reference'](cells);
  const name = of['user.name'](cells);
  const email = of['user.email'](cells);
  const role = of['user.role'](cells);
  if (reference) return { reference, ...(name && { name }), ...(email && { email }), ...(role && { role }) };
  return name || email ? 'user.reference is empty, but not user.name or user.email' : null;
}

/** Keys are lower case without blanks: `End User` and `end-user` are `end_user`. */
const word = (text = '') => text.toLowerCase().replace(/[\s-]+/g, '_');

function readerOf({ columns, fixed, dateFormat, timeFormat }: Plan): { date: Reader; time: Reader | null } {
  if (columns.startedAt || fixed.startedAt) {
    const read = dateFormat
      ? compileFormat(dateFormat, '--date-format', [...dateParts, ...timeParts])
      : readIso;
    return { date: read, time: null };
  }
  return {
    date: compileFormat(dateFormat!, '--date-format', dateParts),
    time: compileFormat(timeFormat ?? 'H:mm:ss', '--time-format', timeParts),
  };
}

function momentOf(
  plan: Plan,
  of: Record<Field, Take>,
): (cells: string[]) => { at: number; shown: Shown } | string {
  const { date: readDate, time: readTime } = readerOf(plan);
  const clock = plan.zone ? new WallClock(plan.zone) : null;
  const part = (field: Field, read: Reader, format: string, cells: string[]): Reading | string => {
    const text = of[field](cells);
    if (!text) return `${field} is empty`;
    return read(text) ?? `${field} “${text.slice(0, 50)}” is not ${format}`;
  };
  return (cells) => {
    const date = readTime
      ? part('date', readDate, plan.dateFormat!, cells)
      : part('startedAt', readDate, plan.dateFormat ?? 'an ISO 8601 date and time', cells);
    if (typeof date === 'string') return date;
    const time = readTime ? part('time', readTime, plan.timeFormat ?? 'H:mm:ss', cells) : {};
    if (typeof time === 'string') return time;
    const reading = { ...date, ...time };
    if (clock) return clock.read(reading);
    if (reading.offsetMinutes === undefined) return 'startedAt has no zone: say which with --zone';
    return utc.read(reading);
  };
}

/** Readings with an offset need no zone; the class wants one. */
const utc = new WallClock('UTC');
