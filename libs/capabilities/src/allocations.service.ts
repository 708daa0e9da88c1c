import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { idToBytes } from '@tenantry/kernel';
import { Pools } from '@tenantry/licence';
import type { Pool, PoolDelta } from '@tenantry/licence';
import { capability, capabilityKeys } from './catalogue';
import type { CapabilityKey } from './catalogue';
import type { CapabilityDefault, CapabilityState } from './capability.entity';
import { changed, checkChanges } from './limit-changes';
import type { LimitChange } from './limit-changes';
import { deltasOf, namingCapability, shareOf } from './limit-writer.service';
import { Limits } from './limits';
import { fresh, States } from './states.service';

/** What a tenant says differently from its first moment on. */
export interface FirstLimits {
  tenantId: string;
  changes: readonly LimitChange[];
}
type Bases = ReadonlyMap<CapabilityKey, CapabilityDefault>;

const pooled = capabilityKeys.filter((key) => capability(key).pool !== null).sort();

/** What a tenant as a whole holds of the licence's pools. */
@Injectable()
export class Allocations {
  constructor(
    private readonly database: Database,
    private readonly states: States,
    private readonly pools: Pools,
  ) {}

  /**
   * In the transaction that adds a tenant, after its row: writes the limits that it begins with, takes their share and
   * that of the defaults, and `besides` with it, so that pools are locked once and in order. Until it ends nobody
   * changes the defaults. Nothing can have been known of the tenant, so nobody need hear.
   */
  async begin(besides: readonly PoolDelta[] = [], own: FirstLimits | null = null): Promise<void> {
    const changes = own?.changes ?? [];
    checkChanges(changes);
    const bases = await this.states.holdDefaults(keysOf(changes));
    if (own && changes.length > 0) await this.write(firstRows(own, bases));
    const shares = sharesOf(changes, bases).flatMap(({ deltas }) => deltas);
    const unlimited = changes.filter(({ quantity }) => quantity === null).map(({ key }) => key);
    await this.pools.change([...besides, ...shares]).catch((error: unknown) => {
      throw namingCapability(error, unlimited);
    });
  }

  /** What a tenant that begins with these limits takes, by capability; nothing is held, only beginning decides. */
  async sharesOf(changes: readonly LimitChange[]): Promise<{ key: CapabilityKey; deltas: PoolDelta[] }[]> {
    return sharesOf(changes, await this.states.defaults());
  }

  /** What `release` would give back, for showing. */
  async heldBy(tenantId: string): Promise<{ pool: Pool; quantity: number }[]> {
    const states = await this.states.read(pooled.map((key) => ({ tenantId, key })));
    const shares = states.flatMap(({ row }) => deltasOf(row.capability, 0, row.allocated));
    return shares.map(({ pool, delta }) => ({ pool, quantity: delta }));
  }

  /** In the transaction that holds and deletes the tenant's row: gives all back, and what it stood in is gone. */
  async release(tenantId: string, besides: readonly PoolDelta[] = []): Promise<void> {
    const states = await this.states.lock(pooled.map((key) => ({ tenantId, key })));
    const shares = [...states.values()].flatMap(({ row }) => deltasOf(row.capability, row.allocated, 0));
    await this.pools.change([...besides, ...shares]);
    for (const table of ['capability_boosts', 'capability_states'])
      await this.database.manager.query(`DELETE FROM ${table} WHERE tenant_id = ?`, [idToBytes(tenantId)]);
  }

  /**
   * Across tenants: what is recorded of each pool against what tenants hold by their rows; `repair` puts it right.
   * The defaults are held before the pools, as everybody does.
   */
  reconcile(repair: boolean): Promise<{ pool: Pool; recorded: number; counted: number }[]> {
    return this.database.transaction(async () => {
      const bases = await this.states.holdDefaults(pooled);
      return this.pools.reconcile(async () => {
        const counted = { agents: 0, ai_agents: 0, ai_tenants: 0, workflow_triggers: 0, tenants: 0 };
        for (const key of pooled) await this.add(counted, key, Limits.share(null, bases.get(key)!, []));
        return counted;
      }, repair);
    });
  }

  private async write(rows: readonly CapabilityState[]): Promise<void> {
    const values = rows.map(({ tenantId, capability: key, own, ownQuantity, ownMode, allocated }) => [
      idToBytes(tenantId),
      ...[key, own, ownQuantity, ownMode, allocated],
    ]);
    await this.database.manager.query(
      'INSERT INTO capability_states (tenant_id, capability, own, own_quantity, own_mode, allocated) VALUES ?',
      [values],
    );
  }

  /** Tenants without a row hold the default's share. */
  private async add(counted: Record<Pool, number>, key: CapabilityKey, share: number): Promise<void> {
    const { pool, tenantsPool } = capability(key);
    const [row] = await this.database.query<Record<string, string>[]>(
      `SELECT (SELECT COUNT(*) FROM tenants) AS tenants, COUNT(*) AS with_row,
         COALESCE(SUM(allocated), 0) AS allocated, COALESCE(SUM(allocated > 0), 0) AS having_any
       FROM capability_states WHERE capability = ?`,
      [key],
    );
    const number = (column: string) => Number(row![column]);
    const withoutRow = number('tenants') - number('with_row');
    counted.tenants = number('tenants');
    counted[pool!] += number('allocated') + withoutRow * share;
    if (tenantsPool) counted[tenantsPool] += number('having_any') + (share > 0 ? withoutRow : 0);
  }
}

const keysOf = (changes: readonly LimitChange[]): CapabilityKey[] => [
  ...new Set([...pooled, ...changes.map(({ key }) => key)]),
];

function firstRows({ tenantId, changes }: FirstLimits, bases: Bases): CapabilityState[] {
  return changes.map((change) => {
    const base = bases.get(change.key)!;
    const row = changed(fresh({ tenantId, key: change.key }, base), change);
    return { ...row, allocated: shareOf({ row, base, boosts: [] }) };
  });
}

function sharesOf(changes: readonly LimitChange[], bases: Bases) {
  const chosen = new Map(changes.map((change) => [change.key, change]));
  return pooled.map((key) => {
    const change = chosen.get(key);
    const own = change && change.quantity !== 'default' ? { own: 1, ownQuantity: change.quantity } : null;
    return { key, deltas: deltasOf(key, 0, Limits.share(own, bases.get(key)!, [])) };
  });
}
