import type { LimitItem } from '#lib/capabilities/limits';
import type { DefaultItem, PermissionItem, Views } from '#lib/views';
import type { DraftValues } from './draft';

type Default = Omit<PermissionItem, 'own'>;
/** What every new tenant may do. */
export type Profile = readonly Default[];
type Licence = Pick<Views['licence']['current'], 'bar' | 'pools'>;
type Chosen = {
  permissions: NonNullable<DraftValues['permissions']>['changes'];
  capabilities: NonNullable<DraftValues['capabilities']>['changes'];
};

/** The tree as a new tenant would get it, with what the draft chose. */
export function permissionItems(defaults: Profile, changes: Chosen['permissions']): PermissionItem[] {
  const chosen = new Map(changes.map(({ key, value }) => [key, value]));
  return defaults.map((item) => {
    const value = chosen.get(item.key);
    const usual = { ...item, default: item.value, own: false };
    return value === undefined || value === item.value
      ? usual
      : { ...usual, value, own: true, origin: 'tenant' as const };
  });
}

/** What is chosen otherwise than the profile says. */
export const changesOf = (items: readonly Pick<PermissionItem, 'key' | 'value' | 'default'>[]) =>
  items
    .filter((item) => item.value !== item.default)
    .map(({ key, value }): Chosen['permissions'][number] => ({ key, value }));

/** Limits as a new tenant would get them, with what the draft chose and what the licence still has. */
export function limitItems(
  defaults: readonly DefaultItem[],
  { pools, bar }: Licence,
  changes: Chosen['capabilities'],
): LimitItem[] {
  const chosen = new Map(changes.map((change) => [change.key, change]));
  return defaults.map((item): LimitItem => {
    const change = chosen.get(item.key);
    const standing = pools.find(({ pool }) => pool === item.pool);
    const fixed = fixedBy(item, standing, bar);
    const wished = change && change.quantity !== 'default' ? { quantity: change.quantity } : null;
    // of a pool with nothing left nobody new can be given any
    const own = fixed ? (item.quantity === 0 ? null : { quantity: 0 }) : wished;
    return {
      key: item.key,
      unit: item.unit,
      group: item.group,
      default: item.quantity === null ? null : item.quantity + item.free,
      free: item.free,
      own,
      defaultMode: item.mode,
      ownMode: change?.mode ?? null,
      used: 0,
      boosts: [],
      fixed,
      pool: item.pool && standing ? shareOf(item.pool, standing, own ? own.quantity : item.quantity) : null,
    };
  });
}

type Pool = NonNullable<LimitItem['pool']>['key'];
type Standing = Licence['pools'][number];

function fixedBy({ pool }: DefaultItem, standing: Standing | undefined, bar: Licence['bar']) {
  if (!pool || !standing || standing.size === null) return null;
  if (standing.free !== null && standing.free <= 0) return { code: 'pool_used_up' as const, pool };
  return bar && { code: bar, pool };
}

/** What this tenant would take, what the others hold and what would be left. */
function shareOf(key: Pool, { size, allocated }: Standing, own: number | null) {
  const taken = own ?? 0;
  return { key, size, own: taken, others: allocated, free: size === null ? null : size - allocated - taken };
}
