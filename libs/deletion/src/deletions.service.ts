import { Injectable } from '@nestjs/common';
import { Users } from '@tenantry/accounts';
import { Changes } from '@tenantry/changes';
import { Database } from '@tenantry/database';
import { Clock, DAY, DomainError, idToBytes, invalid } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { TenantSwitch } from '@tenantry/lifecycle';
import { Outbox } from '@tenantry/mail';
import { SignIns } from '@tenantry/sign-in';
import { Tenants } from '@tenantry/tenants';
import type { TenantProfile } from '@tenantry/tenants';

export const GRACE_DAYS = 30;

export interface Deletion {
  /** Typed by whoever deletes, so that nobody deletes another than they think. */
  companyName: string;
  reason: string;
  when: 'after_grace' | 'now';
}

/** Deleting a tenant, which stops everything at once, and bringing it back as long as that is possible. */
@Injectable()
export class Deletions {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
    private readonly users: Users,
    private readonly signIns: SignIns,
    private readonly tenantSwitch: TenantSwitch,
    private readonly outbox: Outbox,
    private readonly changes: Changes,
    private readonly clock: Clock,
  ) {}

  /** One that is deleted already can still be deleted now. */
  delete(tenantId: string, { companyName, reason, when }: Deletion, who: Who): Promise<{ purgeAt: Date }> {
    return this.database.transaction(async () => {
      const tenant = await this.tenants.lock(tenantId);
      if (spelt(companyName) !== spelt(tenant.companyName))
        throw invalid('companyName', 'This is not the name of the company.', 'name_differs');
      if (tenant.deletedAt && when === 'after_grace')
        throw new DomainError('conflict', 'The tenant is deleted already.', { code: 'already_deleted' });
      const now = this.clock.now();
      const purgeAt = when === 'now' ? now : new Date(now.getTime() + GRACE_DAYS * DAY);
      await this.database.manager.query(
        `UPDATE tenants SET deleted_from = COALESCE(deleted_from, state), state = 'disabled',
           disabled_at = COALESCE(disabled_at, ?), deleted_at = ?, deleted_by = ?, purge_at = ?, updated_at = ?
         WHERE id = ?`,
        [now, now, operatorOf(who), purgeAt, now, idToBytes(tenantId)],
      );
      await this.signIns.endAllOf(tenantId);
      await who.record({
        tenantId,
        type: 'tenant',
        action: when === 'now' ? 'tenant.deletion_forced' : 'tenant.deletion_scheduled',
        target: { kind: 'tenant', id: tenantId, name: tenant.companyName },
        before: { state: tenant.deletedAt ? 'deleted' : tenant.state },
        after: { state: 'deleted', purgeAt, reason },
      });
      if (when === 'after_grace') await this.announce(tenant, purgeAt);
      await this.changes.append('tenants', tenantId);
      return { purgeAt };
    });
  }

  /** As it was before; sessions and links that were ended stay so. */
  restore(
    tenantId: string,
    reason: string | undefined,
    who: Who,
  ): Promise<{ state: TenantProfile['state'] }> {
    return this.database.transaction(async () => {
      const tenant = await this.tenants.lock(tenantId);
      if (!tenant.deletedAt)
        throw new DomainError('conflict', 'The tenant is not deleted.', { code: 'not_deleted' });
      const state = tenant.deletedFrom ?? 'disabled';
      const now = this.clock.now();
      await this.database.manager.query(
        `UPDATE tenants SET state = ?, disabled_at = IF(? = 'enabled', NULL, disabled_at), deleted_from = NULL,
           deleted_at = NULL, deleted_by = NULL, purge_at = NULL, updated_at = ? WHERE id = ?`,
        [state, state, now, idToBytes(tenantId)],
      );
      await who.record({
        tenantId,
        type: 'tenant',
        action: 'tenant.restored',
        target: { kind: 'tenant', id: tenantId, name: tenant.companyName },
        before: { state: 'deleted' },
        after: { state, ...(reason && { reason }) },
      });
      if (state === 'enabled') await this.tenantSwitch.resume(tenant);
      else await this.changes.append('tenants', tenantId);
      return { state };
    });
  }

  private async announce(tenant: TenantProfile, purgeAt: Date): Promise<void> {
    for (const { address, language } of await this.users.adminsOf(tenant.id))
      await this.outbox.post({
        tenantId: tenant.id,
        letter: 'tenant-deletion-scheduled',
        to: { address, language: language ?? tenant.language, timeZone: tenant.timeZone },
        params: { companyName: tenant.companyName, purgeAt },
      });
  }
}

/** What looks alike is typed alike. */
const spelt = (name: string): string => name.normalize('NFKC').replace(/\s+/g, ' ').trim();

const operatorOf = ({ actor }: Who): Buffer | null =>
  actor.kind === 'operator' && actor.id !== null ? idToBytes(actor.id) : null;
