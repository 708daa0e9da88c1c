import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { bytesToId } from '@tenantry/kernel';
import type { Criteria } from './filter';
import { sql } from './sql';
import type { Sql } from './sql';

export interface TenantRow {
  id: string;
  slug: string;
  companyName: string;
  size: string;
  country: string;
  timeZone: string;
  language: string;
  state: 'enabled' | 'disabled';
  createdAt: string;
  /** Set while it is deleted: when everything of it goes, and whether that has begun. */
  purgeAt: string | null;
  isPurged: boolean;
  /** What is below is empty for auditors: they find tenants, and look at logs. */
  host: string | null;
  /** Of the first admin. */
  adminEmail: string | null;
  /** Of the running contract. */
  contract: {
    endsAt: string | null;
    purchased: number;
    consumed: number;
    /** Rounded down; null while nothing is purchased. */
    percent: number | null;
  } | null;
  /** The capabilities that are used beyond their limits. */
  overLimit: string[];
}

interface Columns {
  id: Buffer;
  slug: string;
  company_name: string;
  size: string;
  country: string;
  time_zone: string;
  language: string;
  state: 'enabled' | 'disabled';
  created_at: Date;
  purge_at: Date | null;
  purging_at: Date | null;
  contract_id: Buffer | null;
  ends_at: Date | null;
  purchased: string | null;
  consumed: string | null;
  used_permille: string | null;
}

/** Tenants that were found, with what lists show of them: a few statements, however many there are. */
@Injectable()
export class TenantRows {
  constructor(private readonly database: Database) {}

  /** In the order given. Whoever is gone meanwhile is left out. */
  async of(ids: Buffer[], criteria: Criteria): Promise<TenantRow[]> {
    if (ids.length === 0) return [];
    const [tenants, hosts, admins, over] = await Promise.all([
      this.query<Columns>(
        sql`SELECT t.id, t.slug, t.company_name, t.size, t.country, t.time_zone, t.language, t.state, t.created_at,
            t.purge_at, t.purging_at,
            r.id AS contract_id, r.ends_at, u.purchased, u.consumed, u.used_permille
          FROM tenants t ${criteria.contract()} WHERE t.id IN (${ids})`,
      ),
      this.query<{ tenant_id: Buffer; host: string }>(
        sql`SELECT tenant_id, host FROM tenant_hosts WHERE tenant_id IN (${ids}) AND state = 'active'
          ORDER BY kind = 'custom', created_at DESC, host DESC`,
      ),
      this.query<{ tenant_id: Buffer; email: string }>(
        sql`SELECT users.tenant_id, users.email
          FROM (SELECT MIN(id) AS id FROM users WHERE tenant_id IN (${ids}) AND role = 'admin' GROUP BY tenant_id) first
          STRAIGHT_JOIN users ON users.id = first.id`,
      ),
      this.query<{ tenant_id: Buffer; capability: string }>(
        sql`SELECT tenant_id, capability FROM capability_states
          WHERE tenant_id IN (${ids}) AND over_since IS NOT NULL ORDER BY capability`,
      ),
    ]);
    const row = new Map(tenants.map((columns) => [bytesToId(columns.id), columns]));
    // The last one counts, so the one to be shown comes last.
    const host = new Map(hosts.map((one) => [bytesToId(one.tenant_id), one.host]));
    const admin = new Map(admins.map((one) => [bytesToId(one.tenant_id), one.email]));
    const beyond = Map.groupBy(over, (one) => bytesToId(one.tenant_id));
    return ids.map(bytesToId).flatMap((id) => {
      const columns = row.get(id);
      if (!columns) return [];
      return {
        ...view(id, columns),
        host: host.get(id) ?? null,
        adminEmail: admin.get(id) ?? null,
        overLimit: beyond.get(id)?.map(({ capability }) => capability) ?? [],
      };
    });
  }

  private query<Row>({ text, values }: Sql): Promise<Row[]> {
    return this.database.query<Row[]>(text, values);
  }
}

const view = (id: string, row: Columns) => ({
  id,
  slug: row.slug,
  companyName: row.company_name,
  size: row.size,
  country: row.country,
  timeZone: row.time_zone,
  language: row.language,
  state: row.state,
  createdAt: row.created_at.toISOString(),
  purgeAt: row.purge_at?.toISOString() ?? null,
  isPurged: row.purging_at !== null,
  contract: row.contract_id && {
    endsAt: row.ends_at?.toISOString() ?? null,
    purchased: Number(row.purchased ?? 0),
    consumed: Number(row.consumed ?? 0),
    percent: row.used_permille === null ? null : Math.floor(Number(row.used_permille) / 10),
  },
});

export const forAuditors = (row: TenantRow): TenantRow => ({
  ...row,
  host: null,
  adminEmail: null,
  contract: null,
  overLimit: [],
});
