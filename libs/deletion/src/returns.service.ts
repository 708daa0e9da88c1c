import { Injectable, Logger } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { bytesToId, Clock } from '@tenantry/kernel';
import { Beginnings } from './beginnings.service';
import { Tombstones } from './tombstones.service';

/** Tenants that have a tombstone and yet are there: a restored backup brought them back. */
@Injectable()
export class Returns {
  private readonly logger = new Logger(Returns.name);

  constructor(
    private readonly database: Database,
    private readonly tombstones: Tombstones,
    private readonly beginnings: Beginnings,
    private readonly clock: Clock,
  ) {}

  /** When it returns nobody finds them any more; their rows go with the next purges. */
  async find(): Promise<void> {
    await this.tombstones.reconcile();
    const rows = await this.database.query<{ id: Buffer }[]>(
      `SELECT t.id FROM tombstones s STRAIGHT_JOIN tenants t ON t.id = s.tenant_id WHERE t.purging_at IS NULL`,
    );
    const now = this.clock.now();
    for (const { id } of rows) {
      this.logger.warn(`Tenant ${bytesToId(id)} was purged before and is there again: it is purged again.`);
      await this.database.query(
        'UPDATE tenants SET deleted_at = COALESCE(deleted_at, ?), purge_at = ? WHERE id = ?',
        [now, now, id],
      );
      await this.beginnings.begin(bytesToId(id));
    }
  }
}
