import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { CapabilityKey } from '@tenantry/capabilities';
import { Database, JobLeases } from '@tenantry/database';
import { bytesToId, Clock, DAY, MINUTE } from '@tenantry/kernel';
import { KEPT, SLOTS } from './keys';
import { ReachedLimits } from './reached-limits.service';

const EVERY = 10 * MINUTE;
const LEASE_SECONDS = 9.5 * 60;
/** Small, so that no lock of a batch keeps a caller waiting for long. */
const AT_ONCE = 500;
/** A day's keys are answered for three more days; then its partition is emptied, long before it is used again. */
const DAYS_KEPT = KEPT / DAY;

/** Removes what no call can be about any more. Nothing waits for it: what has expired counts no longer anyway. */
@Injectable()
export class QuotaSweepJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(QuotaSweepJob.name);
  private timer?: NodeJS.Timeout;
  private running?: Promise<unknown>;
  private readonly stopping = new AbortController();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly leases: JobLeases,
    private readonly limits: ReachedLimits,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running ??= this.run()
        .catch((error: unknown) => this.logger.error(error))
        .finally(() => (this.running = undefined));
    }, EVERY);
    this.timer.unref();
  }

  /** Before the database goes, which closes on shutdown. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    clearInterval(this.timer);
    await this.running;
  }

  /** Says whether it was this process's turn. */
  run(): Promise<boolean> {
    return this.leases.hold('quotas-sweep', LEASE_SECONDS, () => this.sweep(), { keep: true });
  }

  async sweep(): Promise<void> {
    await this.settleExpired();
    await this.forgetEnded('quota_reservations', "state <> 'open'");
    await this.forgetEnded('quota_leases', 'ended = 1');
    await this.emptyPastSlots();
  }

  /** Opening a counter settles what has expired in it. */
  private async settleExpired(): Promise<void> {
    const now = this.clock.now();
    const due = await this.database.query<{ tenant_id: Buffer; capability: CapabilityKey }[]>(
      `SELECT DISTINCT tenant_id, capability FROM quota_reservations WHERE state = 'open' AND expires_at <= ?
       UNION SELECT DISTINCT tenant_id, capability FROM quota_leases WHERE ended = 0 AND expires_at <= ?`,
      [now, now],
    );
    for (const { tenant_id, capability } of due) {
      if (this.stopping.signal.aborted) return;
      await this.database.transaction(() => this.limits.reconsider(bytesToId(tenant_id), [capability]));
    }
  }

  private async forgetEnded(table: string, ended: string): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT);
    let deleted = AT_ONCE;
    while (deleted === AT_ONCE && !this.stopping.signal.aborted) {
      const result = await this.database.source.query(
        `DELETE FROM ${table} WHERE ${ended} AND expires_at <= ? LIMIT ${AT_ONCE}`,
        [before],
      );
      deleted = result.affectedRows;
    }
  }

  /** Also the days before, which a platform that stood still has left. */
  private async emptyPastSlots(): Promise<void> {
    const today = Math.floor(this.clock.now().getTime() / DAY);
    for (let ago = DAYS_KEPT + 1; ago < SLOTS; ago++) {
      const partition = `s${(today - ago) % SLOTS}`;
      const [any] = await this.database.source.query(
        `SELECT 1 FROM quota_keys PARTITION (${partition}) LIMIT 1`,
      );
      if (any) await this.database.source.query(`ALTER TABLE quota_keys TRUNCATE PARTITION ${partition}`);
    }
  }
}
