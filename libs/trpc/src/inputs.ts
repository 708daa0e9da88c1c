import { isId } from '@tenantry/kernel';
import { z } from 'zod';

export const idInput = z.string().refine(isId, 'Not an id.');

/**
 * An instant with its zone, `2026-01-31T09:00:00Z` or with an offset; services get a Date. Years that the
 * database cannot store are refused, also those that only an offset reaches.
 */
export const instantInput = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine((at) => at.getUTCFullYear() >= 1970 && at.getUTCFullYear() <= 9999, 'Not a moment from 1970 on.');

/** Where the next page starts: what the last page gave as `next`. */
export const cursorInput = <T extends z.ZodType>(shape: T) => shape.optional();

export const limitInput = (max: number) => z.number().int().min(1).max(max).optional();

const email = z.email('Not an e-mail address.').max(254);
/** A bare address; line breaks and display names never pass. */
export const emailInput = z.string().trim().pipe(email);

export const textInput = (max: number) => z.string().trim().min(1, 'Must not be empty.').max(max);

export const DEFAULT_LIMIT = 50;

/** One page out of `limit + 1` rows, with the cursor of the next when there is one. */
export function page<Row, View>(
  rows: Row[],
  limit: number | undefined,
  view: (row: Row) => View,
  cursorOf: (row: Row) => string,
): { items: View[]; next: string | null } {
  const size = limit ?? DEFAULT_LIMIT;
  const shown = rows.slice(0, size);
  return { items: shown.map(view), next: rows.length > size ? cursorOf(shown.at(-1)!) : null };
}
