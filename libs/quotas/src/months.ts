import { dayStart, localDay } from '@tenantry/kernel';

export interface Month {
  /** Its first day, `YYYY-MM-01`. */
  day: string;
  startsAt: Date;
  endsAt: Date;
}

/** By zone: months change seldom and calendars are slow. */
const known = new Map<string, Month>();

/** The month that a flow is in. None comes again: where a change of zone turns the calendar back the later one goes on. */
export function monthInForce(at: Date, timeZone: string, entered: string | null): Month {
  const month = monthOf(at, timeZone);
  return entered !== null && entered > month.day ? monthOf(month.endsAt, timeZone) : month;
}

/** The calendar month of an instant in a zone. */
export function monthOf(at: Date, timeZone: string): Month {
  const kept = known.get(timeZone);
  if (kept && kept.startsAt <= at && at < kept.endsAt) return kept;
  const day = `${localDay(at, timeZone).slice(0, 7)}-01`;
  const [year, number] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  const next = number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, '0')}-01`;
  const month = { day, startsAt: dayStart(day, timeZone), endsAt: dayStart(next, timeZone) };
  if (known.size >= 1_000) known.clear();
  known.set(timeZone, month);
  return month;
}
