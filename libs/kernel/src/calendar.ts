import { Temporal } from 'temporal-polyfill';
import { dayStart, localDay } from './zones';

/**
 * Somebody's days, as their zone changes. From `startsAt` on they are counted in `zone`, and none before `day`; until
 * the next stretch begins.
 */
export interface ZoneStretch {
  startsAt: Date;
  day: string;
  zone: string;
}

/** Never empty, in order; a day has one beginning and one end, and the next begins where it ends. */
export type ZoneHistory = readonly [ZoneStretch, ...ZoneStretch[]];

export const dayAfter = (day: string, days = 1): string =>
  Temporal.PlainDate.from(day).add({ days }).toString();

/** Of a zone that was never another. */
export const onlyZone = (zone: string): ZoneHistory => [{ startsAt: new Date(0), day: '1970-01-01', zone }];

export const stretchAt = (history: ZoneHistory, at: Date): ZoneStretch =>
  history.findLast(({ startsAt }) => startsAt <= at) ?? history[0];

/** The day that an instant belongs to. */
export function dayIn(history: ZoneHistory, at: Date): string {
  const { day, zone } = stretchAt(history, at);
  const shown = localDay(at, zone);
  return shown > day ? shown : day;
}

/** First instant of a day; it ends where the next one begins. */
export function dayStartIn(history: ZoneHistory, day: string): Date {
  for (const [index, { startsAt, day: first, zone }] of history.entries()) {
    const begins = first >= day ? startsAt : later(startsAt, dayStart(day, zone));
    const next = history[index + 1];
    if (!next || begins < next.startsAt) return begins;
  }
  return history[0].startsAt;
}

/**
 * The history once the zone becomes another at `at`. Whatever was before keeps its day. One day takes up the
 * difference: today where the new zone has no more of it than is left to come, for then today ends with the new
 * zone's; tomorrow where the new zone has begun it already, for then today ends as it would have.
 */
export function changeZone(history: ZoneHistory, at: Date, zone: string): ZoneHistory {
  const tomorrow = dayAfter(dayIn(history, at));
  if (dayStart(tomorrow, zone) > at) return from(history, { startsAt: at, day: dayIn(history, at), zone });
  const startsAt = dayStartIn(history, tomorrow);
  if (dayStart(dayAfter(tomorrow), zone) > startsAt) return from(history, { startsAt, day: tomorrow, zone });
  // More than a day ahead, across the date line: half the way today, the rest tomorrow, so that no day is lost.
  const half = changeZone(history, at, 'UTC');
  return changeZone(half, later(at, half.at(-1)!.startsAt), zone);
}

/** What was planned for later than that is planned no longer. */
function from(history: ZoneHistory, stretch: ZoneStretch): ZoneHistory {
  const before = history.filter(({ startsAt }) => startsAt < stretch.startsAt);
  return [...before, stretch] as unknown as ZoneHistory;
}

const later = (a: Date, b: Date): Date => (a > b ? a : b);
