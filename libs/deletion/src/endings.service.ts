import { Injectable } from '@nestjs/common';
import { Allocations } from '@tenantry/capabilities';
import { Changes } from '@tenantry/changes';
import { Database } from '@tenantry/database';
import { Clock, idToBytes } from '@tenantry/kernel';
import { OperationLogs } from '@tenantry/logs';
import { Batches } from './batches.service';
import { Progress } from './progress.service';
import type { Begun, Counts } from './progress.service';
import { lastTables } from './tables';
import type { TenantTable } from './tables';
import type { TombstoneDocument } from './tombstone-files.service';
import { Tombstones } from './tombstones.service';

const ALL = 1_000_000;

/** The last transaction of a purge, and what comes after it. */
@Injectable()
export class Endings {
  constructor(
    private readonly database: Database,
    private readonly progress: Progress,
    private readonly batches: Batches,
    private readonly tombstones: Tombstones,
    private readonly allocations: Allocations,
    private readonly changes: Changes,
    private readonly logs: OperationLogs,
    private readonly clock: Clock,
  ) {}

  /**
   * The tombstone is on disk before the tenant's row goes: whatever happens in between, the next run finds one of the
   * two and goes on. For a tenant that a backup brought back the tombstone stays as it was.
   */
  async end(tenantId: string): Promise<void> {
    const begun = await this.progress.of(tenantId);
    if (!begun) return;
    const last: Counts = {};
    for (const table of lastTables) last[table.table] = await this.batches.count(tenantId, table, ALL);
    const document = this.documentOf(begun, last);
    const earlier = await this.tombstones.idOf(tenantId);
    const again = earlier !== null && earlier !== begun.tombstoneId;
    const sealed = again ? null : await this.tombstones.keep(document);
    await this.database.transaction(async () => {
      const { manager } = this.database;
      const id = idToBytes(tenantId);
      await manager.query('SELECT 1 FROM tenants WHERE id = ? FOR UPDATE', [id]);
      if (!(await this.progress.lock(tenantId))) return;
      if (sealed) await this.tombstones.insert(sealed);
      else await this.tombstones.unsettle(earlier!);
      await this.record(begun, document, earlier ?? begun.tombstoneId, again);
      await manager.query('DELETE FROM purges WHERE tenant_id = ?', [id]);
      await this.allocations.release(tenantId, [{ pool: 'tenants', delta: -1 }]);
      await manager.query('DELETE FROM tenants WHERE id = ?', [id]);
      // Of every tenant: what is gone is not to be named.
      await this.changes.append('tenants', null);
    });
  }

  /** One batch of what belongs to a tenant that is gone; nobody counts it any more. */
  sweep(tenantId: string, table: TenantTable): Promise<number> {
    return this.database.transaction(() => this.batches.delete(tenantId, table));
  }

  private documentOf(begun: Begun, last: Counts): TombstoneDocument {
    const { files = 0, ...counts } = begun.counts;
    const rows = Object.entries({ ...counts, ...last }).filter(([, count]) => count > 0);
    return {
      version: 1,
      id: begun.tombstoneId,
      tenantId: begun.tenantId,
      deletedBy: begun.deletedBy,
      mode: begun.mode,
      deletedAt: begun.deletedAt.toISOString(),
      purgedAt: this.clock.now().toISOString(),
      rows: Object.fromEntries(rows.sort(([a], [b]) => (a < b ? -1 : 1))),
      files,
      lastLogMac: begun.lastLogMac?.toString('hex') ?? null,
    };
  }

  private record(
    { tenantId }: Begun,
    { rows, files }: TombstoneDocument,
    tombstoneId: string,
    again: boolean,
  ) {
    const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
    return this.logs.asSystem('Deletion', tenantId).record({
      tenantId: null,
      type: 'tenant',
      action: again ? 'tenant.purged_again' : 'tenant.purged',
      target: { kind: 'tombstone', id: tombstoneId },
      after: { rows: total, files },
    });
  }
}
