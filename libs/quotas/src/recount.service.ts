import { Injectable } from '@nestjs/common';
import { Allocations, capability, capabilityKeys, stateName } from '@tenantry/capabilities';
import type { CapabilityKey } from '@tenantry/capabilities';
import { Database } from '@tenantry/database';
import { bytesToId, idToBytes } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Tenants } from '@tenantry/tenants';
import { Books } from './books.service';
import { touch } from './counter';

/** Where a number that is kept is not what its rows come to. */
export interface Drift {
  what: 'used' | 'reserved' | 'leases' | 'pool';
  tenantId: string | null;
  /** The capability or the pool. */
  key: string;
  recorded: number;
  counted: number;
}

const leased = capabilityKeys
  .filter((key) => capability(key).kind === 'lease')
  .map((key) => `'${key}'`)
  .join(', ');

/** Across tenants: how many units of a capability rows of another lib hold; tenants without any are left out. */
type Count = () => Promise<{ tenantId: string; held: number }[]>;

/** Counts again what counters, reservations, leases and pools should be, by their rows. */
@Injectable()
export class Recount {
  private readonly counts = new Map<CapabilityKey, Count>();

  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
    private readonly books: Books,
    private readonly allocations: Allocations,
  ) {}

  /** Whose rows hold units says how to count them, and the count decides. */
  register(key: CapabilityKey, count: Count): void {
    this.counts.set(key, count);
  }

  /** With `repair` each drift is counted once more under its counter's lock, put right, and written to the log. */
  async run(repair: boolean, who: Who): Promise<Drift[]> {
    const drifts = [...(await this.held()), ...(await this.reserved()), ...(await this.leases())];
    if (repair) for (const drift of drifts) await this.put(drift, who);
    const pools = await this.allocations.reconcile(false);
    if (repair && pools.length > 0) await this.putPools(pools, who);
    return [
      ...drifts,
      ...pools.map(({ pool, ...rest }) => ({ what: 'pool' as const, tenantId: null, key: pool, ...rest })),
    ];
  }

  private async held(): Promise<Drift[]> {
    const drifts: Drift[] = [];
    for (const [key, count] of this.counts) {
      const rows = await this.database.query<{ tenant_id: Buffer; used: string }[]>(
        'SELECT tenant_id, used FROM capability_states WHERE capability = ? AND used > 0',
        [key],
      );
      const recorded = new Map(rows.map((row) => [bytesToId(row.tenant_id), Number(row.used)]));
      const counted = new Map((await count()).map(({ tenantId, held }) => [tenantId, held]));
      for (const tenantId of new Set([...recorded.keys(), ...counted.keys()])) {
        const [was, is] = [recorded.get(tenantId) ?? 0, counted.get(tenantId) ?? 0];
        if (was !== is) drifts.push({ what: 'used', tenantId, key, recorded: was, counted: is });
      }
    }
    return drifts;
  }

  /** What has expired and was not settled yet is still in both. */
  private reserved(): Promise<Drift[]> {
    return this.compared(
      'reserved',
      `SELECT s.tenant_id, s.capability, s.reserved AS recorded, COALESCE(SUM(r.quantity), 0) AS counted
       FROM capability_states s LEFT JOIN quota_reservations r
         ON r.tenant_id = s.tenant_id AND r.capability = s.capability AND r.state = 'open'
       GROUP BY s.tenant_id, s.capability, s.reserved HAVING recorded <> counted`,
    );
  }

  /** The row keeps what was counted last; a decision counts anew, so that this is for whoever only looks. */
  private leases(): Promise<Drift[]> {
    return this.compared(
      'leases',
      `SELECT s.tenant_id, s.capability, s.used AS recorded, COUNT(l.id) AS counted
       FROM capability_states s LEFT JOIN quota_leases l
         ON l.tenant_id = s.tenant_id AND l.capability = s.capability AND l.ended = 0
       WHERE s.capability IN (${leased})
       GROUP BY s.tenant_id, s.capability, s.used HAVING recorded <> counted`,
    );
  }

  private async compared(what: Drift['what'], sql: string): Promise<Drift[]> {
    const rows = await this.database.query<Record<string, never>[]>(sql);
    return rows.map((row) => ({
      what,
      tenantId: bytesToId(row['tenant_id']!),
      key: row['capability']!,
      recorded: Number(row['recorded']),
      counted: Number(row['counted']),
    }));
  }

  private put(drift: Drift, who: Who): Promise<void> {
    const { tenantId, key, what } = drift as Drift & { tenantId: string; key: CapabilityKey };
    return this.database.transaction(async () => {
      const { countsIn } = await this.tenants.lock(tenantId);
      const opened = await this.books.open([{ tenantId, key }], new Map([[tenantId, countsIn]]));
      const counter = opened.counters.get(stateName({ tenantId, key }))!;
      const before = { used: counter.stored, reserved: counter.reserved };
      if (what === 'used') counter.used = (await this.heldBy(tenantId, key)) ?? counter.used;
      if (what === 'reserved') counter.reserved = await this.openOf(tenantId, key);
      touch(counter);
      await this.books.close(opened);
      await who.record({
        tenantId,
        type: 'settings',
        action: 'capability.recounted',
        target: { kind: 'capability', id: key },
        before,
        after: { used: counter.used, reserved: counter.reserved },
      });
    });
  }

  private async heldBy(tenantId: string, key: CapabilityKey): Promise<number | undefined> {
    const rows = await this.counts.get(key)?.();
    return rows && (rows.find((row) => row.tenantId === tenantId)?.held ?? 0);
  }

  /** What has expired was settled when the counter was opened; what expires since then is settled the next time. */
  private async openOf(tenantId: string, key: CapabilityKey): Promise<number> {
    const [row] = await this.database.query<{ reserved: string }[]>(
      `SELECT COALESCE(SUM(quantity), 0) AS reserved FROM quota_reservations
       WHERE tenant_id = ? AND capability = ? AND state = 'open'`,
      [idToBytes(tenantId), key],
    );
    return Number(row!.reserved);
  }

  private async putPools(
    pools: { pool: string; recorded: number; counted: number }[],
    who: Who,
  ): Promise<void> {
    const by = (number: 'recorded' | 'counted') =>
      Object.fromEntries(pools.map((one) => [one.pool, one[number]]));
    await this.database.transaction(async () => {
      await this.allocations.reconcile(true);
      await who.record({
        tenantId: null,
        type: 'settings',
        action: 'licence.pools_recounted',
        before: by('recorded'),
        after: by('counted'),
      });
    });
  }
}
