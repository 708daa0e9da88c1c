import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Database, JobLeases, Repeating } from '@tenantry/database';
import { Clock, DAY, HOUR } from '@tenantry/kernel';

const LEASE_SECONDS = 59 * 60;
const KEPT = 30 * DAY;
const AT_ONCE = 100;

/** Each hour: drafts that nobody has touched for 30 days go. */
@Injectable()
export class DraftsJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(DraftsJob.name);
  private readonly repeating = new Repeating(HOUR, () => this.run(), this.logger);

  constructor(
    private readonly database: Database,
    private readonly leases: JobLeases,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.repeating.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.repeating.stop();
  }

  /** Says whether it was this process's turn. */
  run(): Promise<boolean> {
    return this.leases.hold('drafts-sweep', LEASE_SECONDS, () => this.sweep(), { keep: true });
  }

  private async sweep(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT);
    let deleted = AT_ONCE;
    while (deleted === AT_ONCE && !this.repeating.signal.aborted) {
      const result = await this.database.source.query(
        'DELETE FROM drafts WHERE updated_at < ? ORDER BY updated_at LIMIT ?',
        [before, AT_ONCE],
      );
      deleted = result.affectedRows;
    }
  }
}
