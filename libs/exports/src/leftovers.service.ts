import { Injectable } from '@nestjs/common';
import { Database, JobLeases } from '@tenantry/database';
import { Clock, HOUR, idToBytes, isId, MINUTE } from '@tenantry/kernel';
import { IsNull, LessThan } from 'typeorm';
import { ExportFiles } from './export-files.service';
import { Export } from './export.entity';

const AT_ONCE = 100;
/** Shorter than the time between two sweeps of one process, so that its next is not just too early. */
const LEASE_SECONDS = 59 * 60;

/** What has had its time, and files that nobody knows. */
@Injectable()
export class Leftovers {
  private due = -Infinity;
  private expiryDue = -Infinity;

  constructor(
    private readonly database: Database,
    private readonly leases: JobLeases,
    private readonly clock: Clock,
    private readonly files: ExportFiles,
  ) {}

  async sweepWhenDue(): Promise<void> {
    const now = performance.now();
    if (now >= this.expiryDue) {
      this.expiryDue = now + MINUTE;
      await this.expire();
    }
    if (now >= this.due) {
      this.due = now + HOUR;
      await this.leases.hold('exports-sweep', LEASE_SECONDS, () => this.sweep(), { keep: true });
    }
  }

  /** The file first: of a row without one the next turn finds nothing left to remove. */
  async expire(): Promise<void> {
    const rows = await this.database.read.find(Export, {
      where: { expiresAt: LessThan(this.clock.now()), running: IsNull() },
      order: { expiresAt: 'ASC' },
      take: AT_ONCE,
    });
    for (const { id, tenantId } of rows) {
      await this.files.remove(tenantId, id);
      await this.database.query('DELETE FROM exports WHERE id = ? AND running IS NULL', [idToBytes(id)]);
    }
  }

  /** Processes that were killed leave parts; whoever removed a row may not have come to its file. */
  async sweep(): Promise<void> {
    for await (const { tenantId, exportId, name } of this.files.all()) {
      const row = isId(exportId)
        ? await this.database.read.findOneBy(Export, { id: exportId, tenantId })
        : null;
      const belongs = row && (row.running === null ? row.state === 'ready' && name.endsWith('.zip') : true);
      if (!belongs) await this.files.removeFile(tenantId, name);
    }
  }

  /** Of an export whose turn is over: it may have been renamed just before. */
  async removeUnlessOffered(tenantId: string, id: string): Promise<void> {
    const row = await this.database.read.findOneBy(Export, { id, tenantId });
    if (!row || (row.running === null && row.state !== 'ready')) await this.files.remove(tenantId, id);
    // For another turn that begins at some later time.
    else if (row.state === 'queued') await this.files.removeFile(tenantId, `${id}.zip`);
  }
}
