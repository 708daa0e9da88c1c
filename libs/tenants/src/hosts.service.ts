import { Injectable } from '@nestjs/common';
import { Database, isDuplicate } from '@tenantry/database';
import { bytesToId, DomainError, idToBytes, invalid, Platform } from '@tenantry/kernel';
import { TenantHost } from './tenant-host.entity';

export type Surface =
  | { kind: 'console' }
  | { kind: 'platform' }
  | {
      kind: 'tenant';
      tenantId: string;
      slug: string;
      companyName: string;
      language: string;
      timeZone: string;
      state: 'enabled' | 'disabled';
    };

export interface HostView {
  host: string;
  kind: 'managed' | 'custom';
  state: TenantHost['state'];
  /** What a person types into a browser. */
  address: string;
}

@Injectable()
export class Hosts {
  constructor(
    private readonly database: Database,
    private readonly platform: Platform,
  ) {}

  /** What a normalised host shows; null for one that is nobody's. */
  async surfaceOf(host: string): Promise<Surface | null> {
    if (host === this.platform.consoleHost) return { kind: 'console' };
    if (host === this.platform.platformHost) return { kind: 'platform' };
    const [row] = await this.database.query<Record<string, unknown>[]>(
      `SELECT t.id, t.slug, t.company_name, t.language, t.time_zone, t.state
       FROM tenant_hosts h JOIN tenants t ON t.id = h.tenant_id WHERE h.host = ? AND h.state = 'active'
         AND t.purging_at IS NULL`,
      [host],
    );
    if (!row) return null;
    return {
      kind: 'tenant',
      tenantId: bytesToId(row['id'] as Buffer),
      slug: row['slug'] as string,
      companyName: row['company_name'] as string,
      language: row['language'] as string,
      timeZone: row['time_zone'] as string,
      state: row['state'] as 'enabled' | 'disabled',
    };
  }

  /** Where a tenant's people sign in: its valid host, a custom one first, else the platform's. */
  async addressOf(tenantId: string): Promise<string> {
    const [row] = await this.database.query<{ host: string }[]>(
      `SELECT host FROM tenant_hosts WHERE tenant_id = ? AND state = 'active'
       ORDER BY kind = 'custom' DESC, created_at, host LIMIT 1`,
      [idToBytes(tenantId)],
    );
    return this.addressAt(row?.host ?? null);
  }

  /** Of this host, or where there is none the shared one. */
  addressAt(host: string | null): string {
    return this.platform.origin(host ?? this.platform.platformHost);
  }

  consoleAddress(): string {
    return this.platform.origin(this.platform.consoleHost);
  }

  platformAddress(): string {
    return this.platform.origin(this.platform.platformHost);
  }

  async list(tenantId: string): Promise<HostView[]> {
    const rows = await this.database.read.find(TenantHost, {
      where: { tenantId },
      order: { createdAt: 'ASC', host: 'ASC' },
    });
    return rows.map(({ host, kind, state }) => ({ host, kind, state, address: this.platform.origin(host) }));
  }

  /** Whether the pattern's host of this slug could be had. Only writing it decides. */
  async managedFree(slug: string): Promise<boolean> {
    const host = this.platform.managedHost(slug);
    if (!host || this.isPlatforms(host)) return false;
    return !(await this.database.read.existsBy(TenantHost, { host }));
  }

  /** In the running transaction, whose tenant is found by it then. The pattern's DNS exists already: valid at once. */
  async addManaged(tenantId: string, slug: string): Promise<string> {
    const host = this.platform.managedHost(slug);
    if (!host)
      throw invalid('managedHost', 'This installation has no hosts to give to tenants.', 'managed_hosts_off');
    if (this.isPlatforms(host)) throw hostTaken(host);
    try {
      await this.database.insert(TenantHost, { host, tenantId, kind: 'managed', state: 'active' });
      return host;
    } catch (error) {
      throw isDuplicate(error) ? hostTaken(host) : error;
    }
  }

  private isPlatforms(host: string): boolean {
    return host === this.platform.consoleHost || host === this.platform.platformHost;
  }
}

const hostTaken = (host: string) =>
  new DomainError('conflict', `The host ${host} is in use.`, {
    field: 'managedHost',
    code: 'host_taken',
    host,
  });
