import { Injectable } from '@nestjs/common';
import { capability, capabilityKeys, Limits, States } from '@tenantry/capabilities';
import type { CapabilityKey, State } from '@tenantry/capabilities';
import { Database } from '@tenantry/database';
import { Clock, idToBytes } from '@tenantry/kernel';
import { Tenants } from '@tenantry/tenants';
import { monthInForce } from './months';

type Tenant = Awaited<ReturnType<Tenants['byId']>>;

/** How a tenant stands with one capability at a moment. */
export interface Standing {
  state: State;
  limit: number | null;
  free: number;
  mode: 'hard' | 'soft' | 'observe';
  source: 'default' | 'own' | 'boost';
  used: number;
  reserved: number;
  /** Of the limit, in per cent, rounded down; null where nothing limits. */
  percent: number | null;
  /** `by` how much more is used than the limit allows. */
  over: { since: Date; by: number } | null;
  resetsAt: Date | null;
}

interface Live {
  leases: number;
  reserved: number;
}

/** Reads how much is used. What has expired counts no longer, swept or not. */
@Injectable()
export class UsageOverview {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly tenants: Tenants,
    private readonly states: States,
  ) {}

  async of(
    tenantId: string,
    keys: readonly CapabilityKey[] = capabilityKeys,
  ): Promise<Map<CapabilityKey, Standing>> {
    const tenant = await this.tenants.byId(tenantId);
    const now = this.clock.now();
    const [states, live] = await Promise.all([
      this.states.read(keys.map((key) => ({ tenantId, key }))),
      this.live(tenantId, now),
    ]);
    return new Map(
      states.map((state) => {
        const key = state.row.capability;
        return [key, standingOf(state, live.get(key), tenant, now)];
      }),
    );
  }

  private async live(tenantId: string, now: Date): Promise<Map<string, Live>> {
    const id = idToBytes(tenantId);
    const rows = await this.database.query<{ capability: string; leases: string; reserved: string }[]>(
      `SELECT capability, COUNT(*) AS leases, 0 AS reserved FROM quota_leases
       WHERE tenant_id = ? AND ended = 0 AND expires_at > ? GROUP BY capability
       UNION ALL
       SELECT capability, 0, SUM(quantity) FROM quota_reservations
       WHERE tenant_id = ? AND state = 'open' AND expires_at > ? GROUP BY capability`,
      [id, now, id, now],
    );
    return new Map(
      rows.map((row) => [row.capability, { leases: Number(row.leases), reserved: Number(row.reserved) }]),
    );
  }
}

function standingOf(state: State, live: Live | undefined, { countsIn }: Tenant, now: Date): Standing {
  const { row, base, boosts } = state;
  const { kind } = capability(row.capability);
  const { limit, free, mode, source } = Limits.inForce(row, base, boosts, now);
  const used = kind === 'lease' ? (live?.leases ?? 0) : Limits.used(row, now, countsIn);
  const by = limit === null ? 0 : used - limit;
  return {
    state,
    limit,
    free,
    mode,
    source,
    used,
    reserved: live?.reserved ?? 0,
    percent: percentOf(used, limit),
    over: by > 0 ? { since: row.overSince ?? now, by } : null,
    resetsAt: kind === 'flow' ? monthInForce(now, countsIn, row.period).endsAt : null,
  };
}

function percentOf(used: number, limit: number | null): number | null {
  if (limit === null) return null;
  if (limit === 0) return used > 0 ? 100 : 0;
  return Math.floor((used * 100) / limit);
}
