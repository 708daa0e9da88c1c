import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { bytesToId, idToBytes } from '@tenantry/kernel';

/** Rows that were deleted, by table. */
export type Counts = Record<string, number>;

export interface Begun {
  tenantId: string;
  tombstoneId: string;
  mode: 'after_grace' | 'now';
  deletedBy: string | null;
  deletedAt: Date;
  startedAt: Date;
  lastLogMac: Buffer | null;
  tracesAt: Date | null;
  counts: Counts;
}

interface Row {
  tombstone_id: Buffer;
  mode: Begun['mode'];
  deleted_by: Buffer | null;
  deleted_at: Date;
  started_at: Date;
  last_log_mac: Buffer | null;
  traces_at: Date | null;
  counts: string;
}

/** The books of a purge: what was deleted is written down by the very transaction that deletes it. */
@Injectable()
export class Progress {
  constructor(private readonly database: Database) {}

  async of(tenantId: string): Promise<Begun | null> {
    return this.read(tenantId, '');
  }

  /** In the running transaction; whoever else works on this tenant waits. */
  lock(tenantId: string): Promise<Begun | null> {
    return this.read(tenantId, 'FOR UPDATE');
  }

  async begin({ tenantId, counts, ...begun }: Omit<Begun, 'tracesAt'>): Promise<void> {
    await this.database.manager.query(
      `INSERT INTO purges (tenant_id, tombstone_id, mode, deleted_by, deleted_at, started_at, last_log_mac, counts)
       VALUES (?)`,
      [
        [
          idToBytes(tenantId),
          idToBytes(begun.tombstoneId),
          begun.mode,
          begun.deletedBy && idToBytes(begun.deletedBy),
          begun.deletedAt,
          begun.startedAt,
          begun.lastLogMac,
          JSON.stringify(counts),
        ],
      ],
    );
  }

  /**
   * One small transaction: `work` says how many rows of the table it deleted, and they are added. Zero also where
   * another process has brought the purge to its end meanwhile.
   */
  step(tenantId: string, table: string, work: () => Promise<number>): Promise<number> {
    return this.database.transaction(async () => {
      const begun = await this.lock(tenantId);
      if (!begun) return 0;
      const deleted = await work();
      if (deleted > 0)
        await this.keep(tenantId, { ...begun.counts, [table]: (begun.counts[table] ?? 0) + deleted });
      return deleted;
    });
  }

  /** What is counted before it goes, because it cannot go in a transaction. Once: a run that was killed knows more. */
  note(tenantId: string, what: string, count: number): Promise<void> {
    return this.database.transaction(async () => {
      const begun = await this.lock(tenantId);
      if (begun && begun.counts[what] === undefined)
        await this.keep(tenantId, { ...begun.counts, [what]: count });
    });
  }

  async tracesGone(tenantId: string, at: Date): Promise<void> {
    await this.database.query('UPDATE purges SET traces_at = ? WHERE tenant_id = ?', [
      at,
      idToBytes(tenantId),
    ]);
  }

  private async keep(tenantId: string, counts: Counts): Promise<void> {
    await this.database.manager.query('UPDATE purges SET counts = ? WHERE tenant_id = ?', [
      JSON.stringify(counts),
      idToBytes(tenantId),
    ]);
  }

  private async read(tenantId: string, lock: string): Promise<Begun | null> {
    const [row] = await this.database.query<Row[]>(
      `SELECT tombstone_id, mode, deleted_by, deleted_at, started_at, last_log_mac, traces_at, counts
       FROM purges WHERE tenant_id = ? ${lock}`,
      [idToBytes(tenantId)],
    );
    if (!row) return null;
    return {
      tenantId,
      tombstoneId: bytesToId(row.tombstone_id),
      mode: row.mode,
      deletedBy: row.deleted_by && bytesToId(row.deleted_by),
      deletedAt: row.deleted_at,
      startedAt: row.started_at,
      lastLogMac: row.last_log_mac,
      tracesAt: row.traces_at,
      counts: JSON.parse(row.counts) as Counts,
    };
  }
}
