import { capability, Limits } from '@tenantry/capabilities';
import type { CapabilityKey, Kind, LimitInForce, State } from '@tenantry/capabilities';
import { monthInForce } from './months';

/** One tenant's use of one capability while its row is locked; decisions change it, and it is written once. */
export interface Counter {
  tenantId: string;
  key: CapabilityKey;
  kind: Kind;
  raisedBy: 'operator' | 'request';
  limit: number | null;
  mode: LimitInForce['mode'];
  used: number;
  reserved: number;
  overSince: Date | null;
  wouldRefuse: number;
  /** The bound at which 100 % was last told; null while that is still to come. */
  toldAt: number | null;
  /** First day of the month that `used` belongs to, of a flow. */
  period: string | null;
  /** Of a flow. */
  resetsAt: Date | null;
  /** Of its pool. */
  allocated: number;
  /** When the decisions began, and the most it reached since. */
  before: number;
  peak: number;
  /** Of a flow: the month that ended, with what it came to. */
  ended: { period: string; used: number } | null;
  /** As the row has it. */
  stored: number;
  /** Whether anything is to be written, and whether more than `used`. */
  changed: boolean;
  changedMore: boolean;
}

/** What the locked row means at this moment: the limit in force, and the month that a flow is in. */
export function counterOf({ row, base, boosts }: State, timeZone: string, now: Date): Counter {
  const { kind, raisedBy } = capability(row.capability);
  const { limit, mode } = Limits.inForce(row, base, boosts, now);
  const counter: Counter = {
    tenantId: row.tenantId,
    key: row.capability,
    kind,
    raisedBy,
    limit,
    mode,
    used: row.used,
    reserved: row.reserved,
    overSince: row.overSince,
    wouldRefuse: row.wouldRefuse,
    toldAt: row.nextStepAt,
    period: row.period,
    resetsAt: null,
    allocated: row.allocated,
    before: row.used,
    peak: row.used,
    ended: null,
    stored: row.used,
    changed: false,
    changedMore: false,
  };
  if (kind === 'flow') enterMonth(counter, timeZone, now);
  return counter;
}

function enterMonth(counter: Counter, timeZone: string, now: Date): void {
  const { period, used } = counter;
  const month = monthInForce(now, timeZone, period);
  counter.resetsAt = month.endsAt;
  if (period !== null && period >= month.day) return;
  if (period !== null && used > 0) counter.ended = { period, used };
  Object.assign(counter, {
    period: month.day,
    used: 0,
    before: 0,
    peak: 0,
    overSince: null,
    toldAt: null,
    changed: true,
    changedMore: true,
  });
}

/** Since when more is used than allowed; ends by itself. */
export function settleOver(counter: Counter, now: Date): void {
  const over = counter.limit !== null && counter.used > counter.limit;
  if (over && counter.overSince === null) counter.overSince = now;
  else if (!over && counter.overSince !== null) counter.overSince = null;
  else return;
  touch(counter);
}

/** More than `used` changed: the whole row is written. */
export function touch(counter: Counter): void {
  counter.changed = counter.changedMore = true;
}

/** Whether 100 % is to be told: reached, and not told at this bound or a larger one. */
export function isToTell({ kind, limit, peak, before, toldAt }: Counter): boolean {
  if (kind === 'lease' || limit === null || limit === 0 || peak < limit) return false;
  return toldAt === null || (limit > toldAt && before < limit);
}
