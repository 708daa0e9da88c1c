import { Injectable } from '@nestjs/common';
import { Allocations } from '@tenantry/capabilities';
import { Clock, DAY, Platform } from '@tenantry/kernel';
import type { Pool } from '@tenantry/licence';
import { Hosts, Tenants } from '@tenantry/tenants';
import { Batches } from './batches.service';
import { GRACE_DAYS } from './deletions.service';
import { groups, lastTables, tenantTables } from './tables';
import type { Group } from './tables';
import { countFiles } from './tenant-files';

/** Rows of a table are counted up to here; how many millions there are changes nobody's mind. */
const COUNTED = 10_000;

export interface Going {
  rows: number;
  /** False: at least so many. */
  exact: boolean;
}

export interface DeletionPreview {
  groups: (Going & { group: Group; tables: (Going & { table: string })[] })[];
  files: number;
  hosts: string[];
  /** What the licence's pools get back. */
  pools: { pool: Pool; quantity: number }[];
  graceDays: number;
  /** When it would go, were it deleted with grace now. */
  purgeAt: Date;
}

/** What deleting a tenant will take away. */
@Injectable()
export class Previews {
  constructor(
    private readonly tenants: Tenants,
    private readonly hosts: Hosts,
    private readonly allocations: Allocations,
    private readonly batches: Batches,
    private readonly platform: Platform,
    private readonly clock: Clock,
  ) {}

  async of(tenantId: string): Promise<DeletionPreview> {
    await this.tenants.byId(tenantId);
    const tables: (Going & { table: string; group: Group })[] = [];
    for (const table of [...tenantTables, ...lastTables]) {
      const rows = await this.batches.count(tenantId, table, COUNTED + 1);
      const going = { rows: Math.min(rows, COUNTED), exact: rows <= COUNTED };
      if (rows > 0) tables.push({ table: table.table, group: table.group, ...going });
    }
    const hosts = await this.hosts.list(tenantId);
    const held = await this.allocations.heldBy(tenantId);
    return {
      groups: groups.flatMap((group) => {
        const own = tables.filter((table) => table.group === group);
        if (own.length === 0) return [];
        const rows = own.reduce((sum, table) => sum + table.rows, 0);
        const exact = own.every((table) => table.exact);
        return { group, rows, exact, tables: own.map(({ group: _, ...table }) => table) };
      }),
      files: await countFiles(this.platform, tenantId),
      hosts: hosts.map(({ host }) => host),
      pools: [{ pool: 'tenants', quantity: 1 }, ...held],
      graceDays: GRACE_DAYS,
      purgeAt: new Date(this.clock.now().getTime() + GRACE_DAYS * DAY),
    };
  }
}
