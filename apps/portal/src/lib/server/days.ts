import { wallToInstant } from '#lib/zones';
import type { Sent } from '#lib/server/forms';
import { m } from '#messages';

const dayAfter = (day: string) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

/** The instant at which a day begins in the zone; a last day is included, so it ends where the next one begins. */
export function sentDay(sent: Sent, name: string, zone: string, last = false): string {
  const text = sent.required(name);
  if (!text) return '';
  const begins = wallToInstant(text, zone);
  if (begins === null || text.length !== 10) {
    sent.wrong(name, m.error_day());
    return '';
  }
  return last ? (wallToInstant(dayAfter(text), zone) ?? '') : begins;
}
