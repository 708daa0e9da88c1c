import { standingOf } from './pools.service';
import type { PoolStanding } from './pools.service';
import { pools } from './terms';
import type { Pool, Terms } from './terms';

export interface PoolChange extends PoolStanding {
  before: number | null;
  direction: 'up' | 'down' | 'same';
}

export interface FeatureChange {
  /** Null: all of them. Between all and a list only the list tells what is gained or lost. */
  before: string[] | null;
  after: string[] | null;
  gained: string[];
  lost: string[];
}

/** Each pool as it would stand, unlimited being more than any number. */
export function poolChanges(before: Terms, after: Terms, allocated: Record<Pool, number>): PoolChange[] {
  return pools.map((pool) => {
    const [was, will] = [before.pools[pool] ?? Infinity, after.pools[pool] ?? Infinity];
    return {
      ...standingOf(pool, allocated[pool], after.pools[pool]),
      before: before.pools[pool],
      direction: will > was ? 'up' : will < was ? 'down' : 'same',
    };
  });
}

export function featureChange(before: Terms, after: Terms): FeatureChange {
  const [was, will] = [before.features, after.features];
  const missing = (from: ReadonlySet<string> | null, of: ReadonlySet<string> | null) =>
    from && of ? sorted(of).filter((key) => !from.has(key)) : [];
  return { before: listOf(was), after: listOf(will), gained: missing(was, will), lost: missing(will, was) };
}

export const listOf = (features: ReadonlySet<string> | null): string[] | null => features && sorted(features);

const sorted = (keys: ReadonlySet<string>) => [...keys].sort();
