import { Injectable } from '@nestjs/common';
import { Changes } from '@tenantry/changes';
import { Database } from '@tenantry/database';
import { Clock, DomainError } from '@tenantry/kernel';
import { Pools } from '@tenantry/licence';
import type { PoolDelta } from '@tenantry/licence';
import { CapabilityState } from './capability.entity';
import { capability, capabilityKeys } from './catalogue';
import type { CapabilityKey } from './catalogue';
import { Limits } from './limits';
import type { State } from './states.service';

type Listener = (tenantId: string, keys: readonly CapabilityKey[]) => Promise<void>;

/** The one place where a tenant's limit becomes another: shares of pools, over limit and the row go together. */
@Injectable()
export class LimitWriter {
  private readonly listeners: Listener[] = [];

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly pools: Pools,
    private readonly changes: Changes,
  ) {}

  /**
   * Writes locked states whose own limit or boosts were changed in memory; refused when a pool has too little
   * left. `since`: when those that are now below their use became so.
   */
  async write(states: readonly State[], timeZone: string, since = this.clock.now()): Promise<void> {
    const now = this.clock.now();
    const deltas: PoolDelta[] = [];
    for (const state of states) {
      const { row, base, boosts } = state;
      const share = shareOf(state);
      deltas.push(...deltasOf(row.capability, row.allocated, share));
      row.allocated = share;
      row.boosted = boosts.length > 0 ? 1 : 0;
      const { limit } = Limits.inForce(row, base, boosts, now);
      const isOver = limit !== null && Limits.used(row, now, timeZone) > limit;
      row.overSince = isOver ? (row.overSince ?? since) : null;
    }
    await this.allocate(deltas, states);
    for (const { row } of states) {
      const { tenantId, capability: key, own, ownQuantity, ownMode, boosted, overSince, allocated } = row;
      await this.database.manager.update(
        CapabilityState,
        { tenantId, capability: key },
        { own, ownQuantity, ownMode, boosted, overSince, allocated },
      );
    }
  }

  /** For a floor above, which tells people where a limit fell to what is used; runs with the rows locked. */
  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** As the last step of the transaction. */
  async announce(tenantId: string | null, keys: readonly CapabilityKey[] = []): Promise<void> {
    if (tenantId) for (const listener of this.listeners) await listener(tenantId, keys);
    await this.changes.append('capabilities', tenantId);
  }

  private async allocate(deltas: PoolDelta[], states: readonly State[]): Promise<void> {
    const unlimited = states.filter(({ row }) => row.own && row.ownQuantity === null);
    await this.pools.change(deltas).catch((error: unknown) => {
      throw namingCapability(
        error,
        unlimited.map(({ row }) => row.capability),
      );
    });
  }
}

/** What a state holds of its pool with its limit as it is now. */
export const shareOf = ({ row, base, boosts }: State): number =>
  capability(row.capability).pool ? Limits.share(row, base, boosts) : 0;

/** What that does to its pools; of how many tenants have any, one more or one less. */
export function deltasOf(key: CapabilityKey, before: number, after: number): PoolDelta[] {
  const { pool, tenantsPool } = capability(key);
  const deltas: PoolDelta[] = [];
  if (pool && after !== before) deltas.push({ pool, delta: after - before });
  const any = Number(after > 0) - Number(before > 0);
  if (tenantsPool && any !== 0) deltas.push({ pool: tenantsPool, delta: any });
  return deltas;
}

/** A pool's refusal in the words of whoever set a limit: which capability it was about. */
export function namingCapability(error: unknown, unlimited: readonly CapabilityKey[] = []): unknown {
  if (!(error instanceof DomainError) || error.details['pool'] === undefined) return error;
  const { pool, code } = error.details;
  const key = capabilityKeys.find((one) =>
    [capability(one).pool, capability(one).tenantsPool].includes(pool as never),
  );
  if (!key) return error;
  if (code === 'pool_used_up' && capability(key).pool === pool && unlimited.includes(key))
    return boundByPool(key, error);
  return new DomainError(error.kind, error.message, { ...error.details, key });
}

const boundByPool = (key: CapabilityKey, { details }: DomainError) =>
  new DomainError(
    'limit',
    `The system licence bounds ${key} to ${String(details['limit'])} for all tenants together, so nobody can have ` +
      'any number of them. Choose a number.',
    { ...details, key, code: 'unlimited_in_pool' },
  );
