import { Injectable } from '@nestjs/common';
import { capability, capabilityKeys } from '@tenantry/capabilities';
import type { CapabilityKey } from '@tenantry/capabilities';
import { Database } from '@tenantry/database';
import { idToBytes } from '@tenantry/kernel';
import { Tenants } from '@tenantry/tenants';
import { Books } from './books.service';
import { CapabilityThresholds } from './capability-thresholds.service';

/** Limits that became what is used without anybody's using more; all in the running transaction. */
@Injectable()
export class ReachedLimits {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
    private readonly books: Books,
    private readonly thresholds: CapabilityThresholds,
  ) {}

  /** After limits changed: arms again what is now above its use, and tells what fell to it. */
  async reconsider(tenantId: string, keys: readonly CapabilityKey[]): Promise<void> {
    if (keys.length === 0) return;
    const { countsIn } = await this.tenants.byId(tenantId);
    const wanted = keys.map((key) => ({ tenantId, key }));
    const opened = await this.books.open(wanted, new Map([[tenantId, countsIn]]));
    for (const counter of opened.counters.values()) await this.thresholds.fitToBound(counter);
    await this.books.close(opened);
  }

  /**
   * Before the tenant's zone changes: what counts by the month is in the month that it is now, whatever the new zone's
   * calendar says of the hours to come.
   */
  enterMonths(tenantId: string): Promise<void> {
    return this.reconsider(
      tenantId,
      capabilityKeys.filter((key) => capability(key).kind === 'flow'),
    );
  }

  /** In the transaction that enables the tenant: what it reached meanwhile is decided here, once. */
  async decideHeld(tenantId: string): Promise<void> {
    const rows = await this.database.query<{ capability: CapabilityKey }[]>(
      'SELECT capability FROM capability_states WHERE tenant_id = ? ORDER BY capability',
      [idToBytes(tenantId)],
    );
    await this.reconsider(
      tenantId,
      rows.map((row) => row.capability),
    );
  }
}
