import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { idToBytes } from '@tenantry/kernel';
import { Pools } from '@tenantry/licence';
import type { Pool, PoolDelta } from '@tenantry/licence';
import { capability, capabilityKeys } from './catalogue';
import type { CapabilityKey } from './catalogue';
import { deltasOf, namingCapability } from './limit-writer.service';
import { Limits } from './limits';
import { States } from './states.service';

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
   * In the transaction that adds a tenant, after its row: takes the share of the defaults, and `besides` with it,
   * so that pools are locked once and in order. Until it ends nobody changes the defaults.
   */
  async begin(besides: readonly PoolDelta[] = []): Promise<void> {
    const bases = await this.states.holdDefaults(pooled);
    const shares = pooled.flatMap((key) => deltasOf(key, 0, Limits.share(null, bases.get(key)!, [])));
    await this.pools.change([...besides, ...shares]).catch((error: unknown) => {
      throw namingCapability(error);
    });
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
