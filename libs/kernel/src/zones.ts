import { Temporal } from 'temporal-polyfill';

const known = new Map<string, boolean>();

/** IANA names only: offsets such as `+02:00` have no daylight saving and are refused. */
export function isZone(zone: string): boolean {
  let ok = known.get(zone);
  if (ok === undefined) {
    ok = /^[A-Za-z]/.test(zone) && zone.length <= 64 && resolves(zone);
    if (known.size < 2_000) known.set(zone, ok);
  }
  return ok;
}

function resolves(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Local calendar day `YYYY-MM-DD` of an instant. */
export const localDay = (instant: Date, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone).toPlainDate().toString();

/** First instant of a local day; not always 00:00, some zones skip midnight. */
export const dayStart = (day: string, zone: string): Date =>
  new Date(Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone }).epochMilliseconds);

/**
 * Instant of a wall-clock time `YYYY-MM-DDTHH:mm:ss` in a zone. A time that the clock skips moves forward by
 * the gap; one that it shows twice is the earlier of the two.
 */
export const wallToInstant = (wall: string, zone: string): Date =>
  new Date(
    Temporal.PlainDateTime.from(wall).toZonedDateTime(zone, { disambiguation: 'compatible' })
      .epochMilliseconds,
  );

/** `YYYY-MM-DDTHH:mm` as the zone's clock shows it. */
export const instantToWall = (instant: Date, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });
