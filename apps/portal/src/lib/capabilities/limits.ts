import type { CapabilityItem } from '#lib/views';
import type { Key, Mode } from './names';
import { mostOf, readQuantity } from './quantities';

/** Where a tenant's limit comes from, as it is chosen in the editor. */
export type Choice = 'default' | 'own' | 'unlimited';

export type LimitChange = { key: Key; quantity: number | null | 'default'; mode?: Mode | 'default' };

/** What it takes to choose a limit, of a tenant or of one that is to be. */
export type LimitItem = Pick<
  CapabilityItem,
  | 'key'
  | 'unit'
  | 'group'
  | 'default'
  | 'defaultMode'
  | 'free'
  | 'own'
  | 'ownMode'
  | 'used'
  | 'boosts'
  | 'pool'
  | 'fixed'
>;

type Item = Pick<CapabilityItem, 'default' | 'free' | 'own' | 'unit' | 'pool' | 'fixed'>;

/** What is set by default, free part left out; null is unlimited. */
export const defaultQuantity = (item: Pick<Item, 'default' | 'free'>): number | null =>
  item.default === null ? null : item.default - item.free;

/** What is set now, boosts and the free part left out. */
export const quantityNow = (item: Item): number | null =>
  item.own ? item.own.quantity : defaultQuantity(item);

export const choiceNow = ({ own }: Pick<Item, 'own'>): Choice =>
  own === null ? 'default' : own.quantity === null ? 'unlimited' : 'own';

/** Of a used-up pool no more can be had than there is. */
export const mostFor = (item: Item): number =>
  item.fixed ? Math.min(quantityNow(item) ?? mostOf(item.unit), mostOf(item.unit)) : mostOf(item.unit);

/** Which choices can succeed at all; the one that holds now is always among them. */
export function choicesFor(item: Item): Choice[] {
  const fallback = defaultQuantity(item);
  const most = mostFor(item);
  const bounded = item.fixed !== null || (item.pool !== null && item.pool.size !== null);
  const offered: Record<Choice, boolean> = {
    default: !item.fixed || (fallback !== null && fallback <= most),
    own: true,
    unlimited: !bounded,
  };
  const now = choiceNow(item);
  return (Object.keys(offered) as Choice[]).filter((choice) => offered[choice] || choice === now);
}

/** The quantity that a choice stands for; undefined where a number was typed that is none. */
export function chosenQuantity(item: Item, choice: Choice, text: string): number | null | undefined {
  if (choice === 'default') return defaultQuantity(item);
  if (choice === 'unlimited') return null;
  return readQuantity(text, item.unit, mostFor(item)) ?? undefined;
}

/** What a quantity would do before anybody asks the server: so many over the limit, so many beyond the pool. */
export function warnings(
  item: Item & Pick<CapabilityItem, 'used' | 'boosts'>,
  quantity: number | null | undefined,
  now: string,
): { overBy: number; beyondPool: boolean } {
  if (quantity === undefined || quantity === null) return { overBy: 0, beyondPool: false };
  const at = Date.parse(now);
  const boosted = item.boosts
    .filter(({ startsAt, endsAt }) => Date.parse(startsAt) <= at && at < Date.parse(endsAt))
    .map((boost) => boost.quantity);
  const limit = Math.max(quantity, ...boosted) + item.free;
  const room = item.pool && item.pool.free !== null ? item.pool.own + item.pool.free : Infinity;
  return { overBy: Math.max(0, item.used - limit), beyondPool: quantity > room };
}
