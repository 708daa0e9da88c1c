import { Injectable } from '@nestjs/common';
import { Sessions } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { Clock, DomainError, HOUR } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Tenants } from '@tenantry/tenants';
import { SupportAccess } from './support-access.entity';
import { ViewEndings } from './view-endings.service';

/** For so many hours a tenant may let operators look. */
export const spans = [1, 8, 24, 168] as const;
export type Span = (typeof spans)[number];

/** A tenant's leave to look at it. Changes of it, and views that begin, wait for each other at the tenant's row. */
@Injectable()
export class SupportAccesses {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
    private readonly sessions: Sessions,
    private readonly endings: ViewEndings,
    private readonly clock: Clock,
  ) {}

  /** Null where nobody may look now. */
  async inForce(tenantId: string): Promise<SupportAccess | null> {
    const access = await this.database.read.findOneBy(SupportAccess, { tenantId });
    return access && access.endsAt > this.clock.now() ? access : null;
  }

  /** In the running transaction: the leave that a view needs stays as it is, and so does the tenant. */
  async hold(tenantId: string) {
    const { state, companyName } = await this.tenants.hold(tenantId);
    if (state !== 'enabled')
      throw new DomainError('conflict', 'The tenant is disabled, and nobody can look at it.', {
        code: 'tenant_disabled',
      });
    const access = await this.inForce(tenantId);
    if (!access)
      throw new DomainError('conflict', 'The company lets nobody look at it now. Ask one of its admins to.', {
        code: 'view_not_allowed',
      });
    return { companyName, access };
  }

  /** From now on, whatever was allowed before. */
  allow(tenantId: string, hours: Span, who: Who): Promise<{ until: Date }> {
    return this.database.transaction(async () => {
      const { companyName } = await this.tenants.lock(tenantId);
      const before = await this.inForce(tenantId);
      const now = this.clock.now();
      const endsAt = new Date(now.getTime() + hours * HOUR);
      const { id, name } = who.actor;
      const row = { tenantId, endsAt, allowedById: id!, allowedBy: name.slice(0, 255), allowedAt: now };
      await this.database.manager.upsert(SupportAccess, row, ['tenantId']);
      this.sessions.forget();
      await who.record({
        tenantId,
        type: 'settings',
        action: 'support_access.allowed',
        target: { kind: 'tenant', id: tenantId, name: companyName },
        ...(before && { before: { until: before.endsAt.toISOString() } }),
        after: { until: endsAt.toISOString() },
      });
      return { until: endsAt };
    });
  }

  /** At once, with every view that runs; those that were asked for and have not begun never will. */
  revoke(tenantId: string, who: Who): Promise<void> {
    return this.database.transaction(async () => {
      const { companyName } = await this.tenants.lock(tenantId);
      const before = await this.inForce(tenantId);
      if (!before)
        throw new DomainError('conflict', 'Nobody may look at your company now.', {
          code: 'support_access_off',
        });
      await this.database.manager.update(SupportAccess, { tenantId }, { endsAt: this.clock.now() });
      const ended = await this.endings.endAllOf(tenantId, 'revoked');
      await this.sessions.endViewsOf(tenantId);
      await who.record({
        tenantId,
        type: 'settings',
        action: 'support_access.revoked',
        target: { kind: 'tenant', id: tenantId, name: companyName },
        before: { until: before.endsAt.toISOString() },
        after: { ended },
      });
    });
  }
}
