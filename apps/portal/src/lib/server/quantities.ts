import { amount } from '#lib/capabilities/names';
import { isBytes, mostOf, readQuantity } from '#lib/capabilities/quantities';
import { formatNumber } from '#lib/format';
import type { Sent } from '#lib/server/forms';
import { m } from '#messages';

/** What a quantity from `least` to `most` is asked for with. */
export const quantityHint = (unit: string, most: number, least = 0): string =>
  isBytes(unit)
    ? m.limits_wrong_gib({ most: amount(most, unit) })
    : m.limits_wrong({ least: formatNumber(least), most: formatNumber(most) });

/** A quantity as typed, in whole units. */
export function sentQuantity(sent: Sent, name: string, unit: string, most = mostOf(unit), least = 0): number {
  const text = sent.required(name, 40);
  const quantity = readQuantity(text, unit, most);
  if (quantity !== null && quantity >= least) return quantity;
  if (text) sent.wrong(name, quantityHint(unit, most, least));
  return 0;
}
