import { Injectable, Logger } from '@nestjs/common';
import { kinds } from '@tenantry/archives';
import { Database, isDuplicate } from '@tenantry/database';
import { Clock, DomainError, idToBytes, newId, notFound } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Tenants } from '@tenantry/tenants';
import { DEFAULT_LIMIT, Download } from '@tenantry/trpc';
import { LessThan } from 'typeorm';
import { ExportFiles } from './export-files.service';
import { Export } from './export.entity';
import { KEPT } from './turns.service';

/** Archives of one tenant that lie ready at a time: each may be as large as all it owns. */
const READY_AT_MOST = 5;

@Injectable()
export class Exports {
  private readonly logger = new Logger(Exports.name);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly tenants: Tenants,
    private readonly files: ExportFiles,
  ) {}

  begin(tenantId: string, who: Who): Promise<Export> {
    return this.database.transaction(async () => {
      await this.tenants.hold(tenantId);
      await this.refuseTooMany(tenantId);
      const now = this.clock.now();
      const id = newId();
      await this.insert({
        id,
        tenantId,
        begunByKind: who.actor.kind,
        begunById: who.actor.id,
        begunBy: who.actor.name.slice(0, 255),
        parts: kinds.length,
        createdAt: now,
        expiresAt: new Date(now.getTime() + KEPT),
      });
      await this.record({ id, tenantId }, 'export.begun', who);
      return this.byId(tenantId, id);
    });
  }

  /** Newest first; one row more than asked when there is a next page. */
  list(tenantId: string, { cursor, limit = DEFAULT_LIMIT }: { cursor?: string; limit?: number }) {
    return this.database.read.find(Export, {
      where: { tenantId, ...(cursor && { id: LessThan(cursor) }) },
      order: { id: 'DESC' },
      take: limit + 1,
    });
  }

  async byId(tenantId: string, id: string): Promise<Export> {
    const row = await this.database.read.findOneBy(Export, { id, tenantId });
    if (!row) throw notFound('export');
    return row;
  }

  /** Whoever works on it notices within a second and leaves nothing behind. */
  cancel(tenantId: string, id: string, who: Who): Promise<void> {
    return this.database.transaction(async () => {
      const row = await this.lock(tenantId, id);
      if (row.running === null)
        throw new DomainError('conflict', 'The export has ended already. Reload the page.', {
          code: 'export_ended',
        });
      await this.database.manager.update(
        Export,
        { id, tenantId },
        { state: 'cancelled', running: null, leaseUntil: null, part: null, endedAt: this.clock.now() },
      );
      await this.record(row, 'export.cancelled', who);
    });
  }

  remove(tenantId: string, id: string, who: Who): Promise<void> {
    return this.database.transaction(async () => {
      const row = await this.lock(tenantId, id);
      if (row.running !== null)
        throw new DomainError('conflict', 'The export is still running. Cancel it first.', {
          code: 'export_running',
        });
      await this.database.manager.delete(Export, { id, tenantId });
      await this.record(row, 'export.removed', who);
      this.database.afterCommit(() => this.removeFile(row));
    });
  }

  async download(tenantId: string, id: string, who: Who): Promise<Download> {
    const row = await this.byId(tenantId, id);
    const isOffered = row.state === 'ready' && row.expiresAt > this.clock.now();
    const file = isOffered ? await this.files.read(tenantId, id) : null;
    if (!file)
      throw new DomainError('not_found', 'This export cannot be downloaded any more. Begin a new one.', {
        code: 'export_gone',
      });
    const { slug } = await this.tenants.byId(tenantId);
    await this.database.transaction(() => this.record(row, 'export.downloaded', who));
    const name = `${slug}-${row.createdAt.toISOString().slice(0, 10)}.zip`;
    return new Download(name, 'application/zip', file.chunks, file.bytes);
  }

  /**
   * In the running transaction: archives show what is to be forgotten. Those that are ready go, one that is being
   * written begins anew. Says how many went.
   */
  async discard(tenantId: string): Promise<number> {
    const { manager } = this.database;
    const ready = await manager.find(Export, {
      where: { tenantId, state: 'ready' },
      lock: { mode: 'pessimistic_write' },
    });
    for (const row of ready) {
      await manager.delete(Export, { id: row.id, tenantId });
      this.database.afterCommit(() => this.removeFile(row));
    }
    await manager.query(
      `UPDATE exports SET attempts = attempts - (state = 'running'), state = 'queued', fence = fence + 1,
         lease_until = NULL
       WHERE tenant_id = ? AND running = 1`,
      [idToBytes(tenantId)],
    );
    return ready.length;
  }

  private async refuseTooMany(tenantId: string): Promise<void> {
    const ready = await this.database.read.countBy(Export, { tenantId, state: 'ready' });
    if (ready >= READY_AT_MOST)
      throw new DomainError('conflict', `There are ${ready} exports already. Remove one of them first.`, {
        code: 'exports_full',
        most: READY_AT_MOST,
      });
  }

  private async insert(row: Partial<Export>): Promise<void> {
    try {
      await this.database.manager.insert(Export, row);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new DomainError('conflict', 'An export is running already. Wait for it or cancel it.', {
        code: 'export_running',
      });
    }
  }

  private async lock(tenantId: string, id: string): Promise<Export> {
    const lock = { mode: 'pessimistic_write' } as const;
    const row = await this.database.manager.findOne(Export, { where: { id, tenantId }, lock });
    if (!row) throw notFound('export');
    return row;
  }

  private async record({ id, tenantId }: Pick<Export, 'id' | 'tenantId'>, action: string, who: Who) {
    const { companyName: name } = await this.tenants.byId(tenantId);
    await who.record({ tenantId, type: 'export', action, target: { kind: 'export', id, name } });
  }

  /** What cannot be removed now is found by the job. */
  private removeFile({ tenantId, id }: Export): void {
    this.files.remove(tenantId, id).catch((error: unknown) => this.logger.warn(error));
  }
}
