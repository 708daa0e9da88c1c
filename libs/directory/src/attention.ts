import type { CapabilityView } from '@tenantry/quotas';

/** Of the limit, in per cent: from here on somebody should look. */
const TIGHT = 85;

/** One line of what needs doing; the worst come first. */
export type Attention = { severity: 'bad' | 'warn' } & (
  | { kind: 'licences_over'; consumed: number; purchased: number }
  | { kind: 'licences_used'; percent: number }
  | { kind: 'over_limit'; capability: string; unit: string; used: number; limit: number }
  | { kind: 'nearly_full'; capability: string; percent: number }
  | { kind: 'pool_used_up'; pool: string; capability: string }
  | { kind: 'mail_failed'; address: string; letter: string; reason: string | null; givenUp: boolean }
  | { kind: 'activation_expired'; userId: string; name: string }
  | { kind: 'never_signed_in'; userId: string; name: string; until: string | null }
  | { kind: 'contract_ends'; endsAt: string }
  | { kind: 'no_contract'; startsAt: string | null }
  | { kind: 'host_broken'; host: string; state: string }
);

export interface RunningContract {
  endsAt: Date | null;
  purchased: number;
  consumed: number;
}

export function ofUsage(items: readonly CapabilityView[]): Attention[] {
  const used = items.flatMap(({ key: capability, unit, used, limit, percent, over }): Attention[] => {
    if (over && limit !== null)
      return [{ severity: 'bad', kind: 'over_limit', capability, unit, used, limit }];
    if (limit === null || limit === 0 || percent === null || percent < TIGHT) return [];
    return [{ severity: percent >= 100 ? 'bad' : 'warn', kind: 'nearly_full', capability, percent }];
  });
  // A pool that never held anything is no news.
  const pools = items.flatMap(({ key: capability, pool }): Attention[] =>
    pool && pool.free === 0 && pool.size !== 0
      ? [{ severity: 'warn', kind: 'pool_used_up', pool: pool.key, capability }]
      : [],
  );
  return [...used, ...pools];
}

/** `next`: when the contract after it begins. */
export function ofContract(running: RunningContract | null, next: Date | null, soon: Date): Attention[] {
  if (!running) return [{ severity: 'warn', kind: 'no_contract', startsAt: next?.toISOString() ?? null }];
  const { endsAt, purchased, consumed } = running;
  const percent = purchased > 0 ? Math.floor((consumed * 100) / purchased) : 0;
  const use: Attention[] =
    consumed > purchased
      ? [{ severity: 'bad', kind: 'licences_over', consumed, purchased }]
      : percent >= TIGHT
        ? [{ severity: percent >= 100 ? 'bad' : 'warn', kind: 'licences_used', percent }]
        : [];
  const ends: Attention[] =
    endsAt && endsAt <= soon && !(next && next <= endsAt)
      ? [{ severity: 'warn', kind: 'contract_ends', endsAt: endsAt.toISOString() }]
      : [];
  return [...use, ...ends];
}
