/** Which zone a list is read in; it lives in the address as `zone`. */
export type ZoneChoice = 'mine' | 'tenant' | 'utc';

const isChoice = (value: string | null): value is ZoneChoice =>
  value === 'mine' || value === 'tenant' || value === 'utc';

/** Without a tenant there are two to choose from. */
export type ZoneView = { choice: ZoneChoice; zone: string; mine: string; tenant: string | null };

export function zoneView(wanted: string | null, mine: string, tenant: string | null): ZoneView {
  const choice = isChoice(wanted) && !(wanted === 'tenant' && tenant === null) ? wanted : 'mine';
  return { choice, zone: { mine, tenant: tenant ?? mine, utc: 'UTC' }[choice], mine, tenant };
}

/** The offset of a zone from UTC at an instant, in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value);
  const wall = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return wall - Math.floor(instant / 1000) * 1000;
}

/**
 * The instant of a wall-clock time ("2026-03-01T09:00" or a date alone) in a zone, or null when it is not one.
 * A time that the clocks skip becomes the first instant after the gap; of a time that comes twice, the first.
 */
export function wallToInstant(wall: string, zone: string): string | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}))?$/.exec(wall);
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const naive = Date.UTC(year, month - 1, day, hour, minute);
  if (new Date(naive).getUTCMonth() !== month - 1 || hour > 23 || minute > 59) return null;
  const candidates = [offsetAt(naive - 86_400_000, zone), offsetAt(naive + 86_400_000, zone)].map(
    (o) => naive - o,
  );
  const exact = candidates.filter((instant) => instant + offsetAt(instant, zone) === naive);
  return new Date(exact.length > 0 ? Math.min(...exact) : skippedTo(naive, candidates, zone)).toISOString();
}

/** The moment at which the clocks jump over `naive`: halving the hours between the two readings of it. */
function skippedTo(naive: number, candidates: number[], zone: string): number {
  let [before, after] = [Math.min(...candidates), Math.max(...candidates)];
  const old = offsetAt(before, zone);
  while (after - before > 1000) {
    const middle = Math.floor((before + after) / 2000) * 1000;
    if (offsetAt(middle, zone) === old) before = middle;
    else after = middle;
  }
  return after;
}

/** An instant as the value of a date or date-and-time field in a zone. */
export function instantToWall(instant: string, zone: string, unit: 'day' | 'minute'): string {
  const at = Date.parse(instant);
  return new Date(at + offsetAt(at, zone)).toISOString().slice(0, unit === 'day' ? 10 : 16);
}
