import { Injectable } from '@nestjs/common';
import { Users } from '@tenantry/accounts';
import { Changes } from '@tenantry/changes';
import { Database } from '@tenantry/database';
import { bytesToId, Clock, DomainError, idToBytes, newId } from '@tenantry/kernel';
import { Outbox } from '@tenantry/mail';
import { SignIns } from '@tenantry/sign-in';
import { Progress } from './progress.service';
import type { Begun } from './progress.service';

const LAST_MAIL = 'tenant-deleted';

interface Row {
  company_name: string;
  language: string;
  time_zone: string;
  deleted_at: Date;
  deleted_by: Buffer | null;
  purge_at: Date;
}

/** From here on there is no way back: the tenant is as if it did not exist, for everybody but the purge. */
@Injectable()
export class Beginnings {
  constructor(
    private readonly database: Database,
    private readonly progress: Progress,
    private readonly signIns: SignIns,
    private readonly users: Users,
    private readonly outbox: Outbox,
    private readonly changes: Changes,
    private readonly clock: Clock,
  ) {}

  /** Null where it is not due, or was restored while somebody thought it was. */
  begin(tenantId: string): Promise<Begun | null> {
    return this.database.transaction(async () => {
      const tenant = await this.lock(tenantId);
      if (!tenant) return null;
      const going = await this.progress.lock(tenantId);
      if (going) return going;
      const now = this.clock.now();
      const { manager } = this.database;
      const [log]: { mac: Buffer }[] = await manager.query(
        'SELECT mac FROM operation_log WHERE tenant_id = ? ORDER BY id DESC LIMIT 1',
        [idToBytes(tenantId)],
      );
      const begun = {
        tenantId,
        tombstoneId: newId(),
        mode: tenant.purge_at > tenant.deleted_at ? ('after_grace' as const) : ('now' as const),
        deletedBy: tenant.deleted_by && bytesToId(tenant.deleted_by),
        deletedAt: tenant.deleted_at,
        startedAt: now,
        lastLogMac: log?.mac ?? null,
        counts: {},
      };
      await this.progress.begin(begun);
      await manager.query(
        `UPDATE tenants SET state = 'disabled', disabled_at = COALESCE(disabled_at, ?), purging_at = ? WHERE id = ?`,
        [now, now, idToBytes(tenantId)],
      );
      await this.signIns.endAllOf(tenantId);
      if (!(await this.wasPurged(tenantId))) await this.sayGoodbye(tenantId, tenant);
      await this.changes.append('tenants', tenantId);
      return { ...begun, tracesAt: null };
    });
  }

  async isMailWaiting({ tenantId }: Begun): Promise<boolean> {
    const rows = await this.database.query(
      "SELECT 1 FROM outbox WHERE tenant_id = ? AND letter = ? AND state = 'queued' LIMIT 1",
      [idToBytes(tenantId), LAST_MAIL],
    );
    return rows.length > 0;
  }

  private async lock(tenantId: string): Promise<Row | null> {
    const [row]: Row[] = await this.database.manager.query(
      `SELECT company_name, language, time_zone, deleted_at, deleted_by, purge_at
       FROM tenants WHERE id = ? FOR UPDATE`,
      [idToBytes(tenantId)],
    );
    return row?.purge_at && row.purge_at <= this.clock.now() ? row : null;
  }

  /** A backup brought it back: its people have been told before. */
  private async wasPurged(tenantId: string): Promise<boolean> {
    const rows = await this.database.query('SELECT 1 FROM tombstones WHERE tenant_id = ?', [
      idToBytes(tenantId),
    ]);
    return rows.length > 0;
  }

  private async sayGoodbye(tenantId: string, tenant: Row): Promise<void> {
    for (const { address, language } of await this.users.adminsOf(tenantId))
      await this.outbox
        .post({
          tenantId,
          letter: LAST_MAIL,
          to: { address, language: language ?? tenant.language, timeZone: tenant.time_zone },
          params: { companyName: tenant.company_name },
        })
        .catch((error: unknown) => {
          // An address that no mail goes to is no reason to keep the tenant.
          if (!(error instanceof DomainError)) throw error;
        });
  }
}
