import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { capability, capabilityKeys } from '@tenantry/capabilities';
import type { CapabilityKey } from '@tenantry/capabilities';
import { Database, JobLeases, Repeating } from '@tenantry/database';
import { bytesToId, Clock, HOUR, MINUTE } from '@tenantry/kernel';
import { KEPT } from './keys';
import { ReachedLimits } from './reached-limits.service';

const EVERY = MINUTE;
const LEASE_SECONDS = 55;
/** For how long whoever went over without being told is looked for; afterwards the next call tells. */
const TOLD_WITHIN = HOUR;
/** Of a lease nobody is told that it is used up, nor of what was never there to use. */
const told = capabilityKeys.filter((key) => capability(key).kind !== 'lease');
/** Small, so that no lock of a batch keeps a caller waiting for long. */
const AT_ONCE = 500;

/**
 * Removes what no call can be about any more. Nothing waits for that: what has expired counts no longer anyway.
 * Tells those whom a change of the defaults put over their limits, many at once.
 */
@Injectable()
export class QuotaSweepJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(QuotaSweepJob.name);
  private readonly repeating = new Repeating(EVERY, () => this.run(), this.logger);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly leases: JobLeases,
    private readonly limits: ReachedLimits,
  ) {}

  onApplicationBootstrap(): void {
    this.repeating.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.repeating.stop();
  }

  /** Says whether it was this process's turn. */
  run(): Promise<boolean> {
    return this.leases.hold('quotas-sweep', LEASE_SECONDS, () => this.sweep(), { keep: true });
  }

  async sweep(): Promise<void> {
    await this.settle();
    await this.forget('quota_keys', 'created_at <= ?');
    await this.forget('quota_reservations', "state <> 'open' AND expires_at <= ?");
    await this.forget('quota_leases', 'ended = 1 AND expires_at <= ?');
  }

  /**
   * Opening a counter settles what has expired in it, and closing it tells what was reached. One that fails waits for
   * the next run, the others do not.
   */
  private async settle(): Promise<void> {
    const now = this.clock.now();
    const since = new Date(now.getTime() - TOLD_WITHIN);
    const due = await this.database.query<{ tenant_id: Buffer; capability: CapabilityKey }[]>(
      `SELECT DISTINCT tenant_id, capability FROM quota_reservations WHERE state = 'open' AND expires_at <= ?
       UNION SELECT DISTINCT tenant_id, capability FROM quota_leases WHERE ended = 0 AND expires_at <= ?
       UNION SELECT s.tenant_id, s.capability FROM capability_states s
         JOIN tenants t ON t.id = s.tenant_id AND t.state = 'enabled'
         JOIN capability_defaults d ON d.capability = s.capability
         WHERE s.over_since > ? AND s.next_step_at IS NULL AND s.capability IN (?)
           AND IF(s.own, s.own_quantity, d.quantity) + d.free_quantity > 0`,
      [now, now, since, told],
    );
    for (const { tenant_id, capability } of due) {
      if (this.repeating.signal.aborted) return;
      const tenantId = bytesToId(tenant_id);
      await this.database
        .transaction(() => this.limits.reconsider(tenantId, [capability]))
        .catch((error: unknown) =>
          this.logger.error({ err: error, tenant: tenantId, capability }, 'a counter could not be settled'),
        );
    }
  }

  private async forget(table: string, past: string): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT);
    let deleted = AT_ONCE;
    while (deleted === AT_ONCE && !this.repeating.signal.aborted) {
      const result = await this.database.source.query(`DELETE FROM ${table} WHERE ${past} LIMIT ${AT_ONCE}`, [
        before,
      ]);
      deleted = result.affectedRows;
    }
  }
}
