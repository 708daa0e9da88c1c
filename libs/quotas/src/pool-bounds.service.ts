import { Injectable } from '@nestjs/common';
import { capability } from '@tenantry/capabilities';
import type { CapabilityKey, CapabilityPool } from '@tenantry/capabilities';
import { Licence, Pools } from '@tenantry/licence';
import type { AllocationBar, PoolStanding } from '@tenantry/licence';
import type { Counter } from './counter';
import type { Outcome } from './outcome';

/** What bounds every tenant's limits at a moment. */
export interface Bounds {
  pools: ReadonlyMap<string, PoolStanding>;
  /** Why the licence allows nobody to be given more. */
  bar: AllocationBar | null;
}

/** What a pool is to one tenant: its own part, the others', what is left. */
export interface PoolShare {
  key: CapabilityPool;
  size: number | null;
  own: number;
  others: number;
  free: number | null;
}

/** Why a limit cannot be raised at present. */
export interface Fixed {
  code: 'pool_used_up' | AllocationBar;
  pool: CapabilityPool;
}

/** The system licence behind the tenants' limits. */
@Injectable()
export class PoolBounds {
  constructor(
    private readonly pools: Pools,
    private readonly licence: Licence,
  ) {}

  async now(): Promise<Bounds> {
    const [pools, { bar }] = [await this.pools.standing(), await this.licence.inForce()];
    return { pools: new Map(pools.map((one) => [one.pool, one])), bar };
  }

  /** Says of refusals whether the tenant's limit could be raised at all, or the system is what bounds it. */
  async name(refused: { outcome: Outcome; counter: Counter }[]): Promise<void> {
    const pooled = refused.filter(({ counter }) => capability(counter.key).pool !== null);
    if (pooled.length === 0) return;
    const bounds = await this.now();
    for (const { outcome, counter } of pooled)
      if (fixedBy(counter.key, counter.allocated, bounds))
        Object.assign(outcome.refusal!, { scope: 'system', raisedBy: 'operator' });
  }
}

export function poolShare(key: CapabilityKey, own: number, { pools }: Bounds): PoolShare | null {
  const { pool } = capability(key);
  const standing = pool && pools.get(pool);
  if (!pool || !standing) return null;
  const { size, allocated, free } = standing;
  return { key: pool, size, own, others: Math.max(0, allocated - own), free };
}

/** A pool with nothing left bounds a tenant's limit, and so does a licence that allows no more. */
export function fixedBy(key: CapabilityKey, own: number, { pools, bar }: Bounds): Fixed | null {
  const { pool, tenantsPool } = capability(key);
  if (!pool) return null;
  if (bar) return { code: bar, pool };
  if (pools.get(pool)?.free === 0) return { code: 'pool_used_up', pool };
  if (tenantsPool && own === 0 && pools.get(tenantsPool)?.free === 0)
    return { code: 'pool_used_up', pool: tenantsPool };
  return null;
}
