import { Injectable } from '@nestjs/common';
import type { Progress } from '@tenantry/archives';
import { Database } from '@tenantry/database';
import { bytesToId, Clock, DAY, idToBytes } from '@tenantry/kernel';
import { ExportLetters } from './export-letters.service';

/** Days that an archive is kept. */
export const KEPT = 7 * DAY;
const LEASE_SECONDS = 30;
/** After as many it is given up. */
const ATTEMPTS = 3;

/** An export in this process's hands, as long as nobody else counted its fence up. */
export interface Turn {
  id: string;
  tenantId: string;
  fence: number;
  attempts: number;
}

/** It was cancelled, its tenant was disabled, or another process has it: nothing of it is this one's any more. */
export class TurnOver extends Error {}

/** A disabled tenant's jobs stand still, but operators may take along what it has. */
const MAY_GO_ON = "t.purging_at IS NULL AND (t.state = 'enabled' OR e.begun_by_kind = 'operator')";

/** Which process works on which export: a lease in its row, by the database's time. */
@Injectable()
export class Turns {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly letters: ExportLetters,
  ) {}

  /** The oldest that nobody works on, or null. One that was given up too often fails. */
  async take(): Promise<Turn | null> {
    for (;;) {
      const [found] = await this.database.query<
        { id: Buffer; tenant_id: Buffer; fence: number; attempts: number }[]
      >(
        `SELECT e.id, e.tenant_id, e.fence, e.attempts FROM exports e JOIN tenants t ON t.id = e.tenant_id
         WHERE e.running = 1 AND (e.lease_until IS NULL OR e.lease_until <= CURRENT_TIMESTAMP(3))
           AND ${MAY_GO_ON} ORDER BY e.id LIMIT 1`,
      );
      if (!found) return null;
      const { fence, attempts } = found;
      if (attempts >= ATTEMPTS) await this.giveUp(found.id, fence);
      else {
        const taken = await this.database.query<{ affectedRows: number }>(
          `UPDATE exports SET state = 'running', fence = fence + 1, attempts = attempts + 1, part = NULL,
             parts_done = 0, rows_done = 0, lease_until = CURRENT_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND
           WHERE id = ? AND fence = ? AND running = 1`,
          [found.id, fence],
        );
        if (taken.affectedRows === 1)
          return {
            id: bytesToId(found.id),
            tenantId: bytesToId(found.tenant_id),
            fence: fence + 1,
            attempts: attempts + 1,
          };
      }
    }
  }

  /** Keeps the lease and tells how far it is. */
  async beat(turn: Turn, { part, partsDone, rowsDone, rowsExpected }: Progress): Promise<void> {
    const kept = await this.database.query<{ affectedRows: number }>(
      `UPDATE exports e JOIN tenants t ON t.id = e.tenant_id
       SET e.part = ?, e.parts_done = ?, e.rows_done = ?, e.rows_expected = ?,
         e.lease_until = CURRENT_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND
       WHERE e.id = ? AND e.fence = ? AND e.running = 1 AND ${MAY_GO_ON}`,
      [part, partsDone, rowsDone, rowsExpected, idToBytes(turn.id), turn.fence],
    );
    if (kept.affectedRows === 0) throw new TurnOver();
  }

  /** The archive lies in its place: from now on it is offered, and whoever began it is told. */
  finish(turn: Turn, { bytes, checksum }: { bytes: number; checksum: Buffer }): Promise<void> {
    return this.database.transaction(async () => {
      const now = this.clock.now();
      const expiresAt = new Date(now.getTime() + KEPT);
      const finished = await this.database.manager.query(
        `UPDATE exports SET state = 'ready', running = NULL, lease_until = NULL, part = NULL, bytes = ?,
           checksum = ?, ended_at = ?, expires_at = ? WHERE id = ? AND fence = ? AND running = 1`,
        [bytes, checksum, now, expiresAt, idToBytes(turn.id), turn.fence],
      );
      if (finished.affectedRows === 0) throw new TurnOver();
      await this.letters.ready(turn.tenantId, turn.id);
    });
  }

  /** For another try: after a pause where this one failed, at once and uncounted where it was told to stop. */
  async giveBack(turn: Turn, failed: boolean): Promise<void> {
    if (failed && turn.attempts >= ATTEMPTS) return this.giveUp(idToBytes(turn.id), turn.fence);
    await this.database.query(
      `UPDATE exports SET state = 'queued', attempts = attempts - ?,
         lease_until = CURRENT_TIMESTAMP(3) + INTERVAL ? SECOND WHERE id = ? AND fence = ? AND running = 1`,
      [failed ? 0 : 1, failed ? 5 : 0, idToBytes(turn.id), turn.fence],
    );
  }

  private async giveUp(id: Buffer, fence: number): Promise<void> {
    await this.database.query(
      `UPDATE exports SET state = 'failed', running = NULL, lease_until = NULL, ended_at = ?
       WHERE id = ? AND fence = ? AND running = 1`,
      [this.clock.now(), id, fence],
    );
  }
}
