import { invalid } from '@tenantry/kernel';
import type { CapabilityState } from './capability.entity';
import { capability } from './catalogue';
import type { CapabilityKey, Mode } from './catalogue';
import type { State } from './states.service';

export interface LimitChange {
  key: CapabilityKey;
  /** Null is unlimited, 0 is none; beside a free part it is the extra part alone. */
  quantity: number | null | 'default';
  /** Left as it is when missing. */
  mode?: Mode | 'default';
}

const MOST = 1_000_000_000;
const PEBIBYTE = 1024 ** 5;

/** The largest quantity that can be set: beyond it, unlimited is what is meant. */
export const mostOf = (key: CapabilityKey): number => (capability(key).unit === 'bytes' ? PEBIBYTE : MOST);

export function checkQuantity(key: CapabilityKey, quantity: number | null, field: string): void {
  if (quantity !== null && (!Number.isSafeInteger(quantity) || quantity < 0 || quantity > mostOf(key)))
    throw invalid(field, `A whole number from 0 to ${mostOf(key)}, or unlimited.`, 'quantity_out_of_range');
}

export function checkChanges(
  changes: readonly { key: CapabilityKey; quantity: number | null | 'default' }[],
) {
  if (new Set(changes.map(({ key }) => key)).size < changes.length)
    throw invalid('changes', 'Each capability can be changed once at a time.', 'capability_twice');
  changes.forEach(({ key, quantity }, index) => {
    if (quantity !== 'default') checkQuantity(key, quantity, `changes.${index}.quantity`);
  });
}

/** The row as it will be. */
export function changed(row: CapabilityState, { quantity, mode }: LimitChange): CapabilityState {
  const own = quantity === 'default' ? 0 : 1;
  const ownQuantity = quantity === 'default' ? null : quantity;
  const ownMode = mode === undefined ? row.ownMode : mode === 'default' ? null : mode;
  return { ...row, own, ownQuantity, ownMode };
}

/** How the operation log says what was set; the default is named, for its number may change. */
export const setting = ({ row, base }: State) => ({
  quantity: row.own ? (row.ownQuantity ?? 'unlimited') : 'default',
  mode: row.ownMode ?? base.mode,
});

/** One such setting by each capability. */
export const settings = (states: readonly State[]) =>
  Object.fromEntries(states.map((state) => [state.row.capability, setting(state)]));
