import { Injectable } from '@nestjs/common';
import { newId } from '@tenantry/kernel';
import { Database } from './database.service';

/** One process at a time does a job. Time is the database's, so clocks of processes need not agree. */
@Injectable()
export class JobLeases {
  private readonly holder = newId();

  constructor(private readonly database: Database) {}

  /**
   * Runs `work` if no other process holds the lease of `job`; says whether it ran. A process that dies keeps
   * the lease for `seconds` at most. `work` gets a fencing number that grows with every holder. With `keep` the
   * lease outlasts work that succeeded, so that all processes together do it once in `seconds`.
   */
  async hold(
    job: string,
    seconds: number,
    work: (fence: number) => Promise<void>,
    { keep = false }: { keep?: boolean } = {},
  ): Promise<boolean> {
    const fence = await this.take(job, seconds);
    if (fence === null) return false;
    let done = false;
    try {
      await work(fence);
      done = true;
    } finally {
      if (!done || !keep) await this.release(job, fence);
    }
    return true;
  }

  private async release(job: string, fence: number): Promise<void> {
    await this.database.source.query(
      'UPDATE job_leases SET expires_at = CURRENT_TIMESTAMP(3) WHERE job = ? AND fence = ?',
      [job, fence],
    );
  }

  private take(job: string, seconds: number): Promise<number | null> {
    return this.database.transaction(async () => {
      const manager = this.database.manager;
      await manager.query(
        `INSERT INTO job_leases (job, holder, fence, expires_at) VALUES (?, '', 0, CURRENT_TIMESTAMP(3))
         ON DUPLICATE KEY UPDATE job = VALUES(job)`,
        [job],
      );
      const taken = await manager.query(
        `UPDATE job_leases SET holder = ?, fence = fence + 1,
           expires_at = CURRENT_TIMESTAMP(3) + INTERVAL ? SECOND
         WHERE job = ? AND expires_at <= CURRENT_TIMESTAMP(3)`,
        [this.holder, seconds, job],
      );
      if (taken.affectedRows === 0) return null;
      const [row] = await manager.query('SELECT fence FROM job_leases WHERE job = ?', [job]);
      return Number(row.fence);
    });
  }
}
