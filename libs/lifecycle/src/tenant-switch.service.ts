import { Injectable } from '@nestjs/common';
import { Changes } from '@tenantry/changes';
import { Database } from '@tenantry/database';
import type { Who } from '@tenantry/kernel';
import { ReachedLimits } from '@tenantry/quotas';
import { SignIns } from '@tenantry/sign-in';
import { HeldThresholds } from '@tenantry/subscriptions';
import { Tenants } from '@tenantry/tenants';
import type { TenantSummary } from '@tenantry/tenants';
import { Notices } from './notices.service';

/** The enable switch. */
@Injectable()
export class TenantSwitch {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
    private readonly signIns: SignIns,
    private readonly thresholds: HeldThresholds,
    private readonly limits: ReachedLimits,
    private readonly notices: Notices,
    private readonly changes: Changes,
  ) {}

  disable(tenantId: string, reason: string | undefined, who: Who): Promise<void> {
    return this.database.transaction(async () => {
      const tenant = await this.tenants.disable(tenantId, reason, who);
      await this.signIns.endAllOf(tenantId);
      await this.notices.post('tenant-disabled', tenant);
      await this.changes.append('tenants', tenantId);
    });
  }

  /** What the tenant reached while it was disabled is decided here, once, with the mails that follow. */
  enable(tenantId: string, reason: string | undefined, who: Who): Promise<void> {
    return this.database.transaction(async () => {
      await this.resume(await this.tenants.enable(tenantId, reason, who));
    });
  }

  /** What follows in the running transaction once a tenant is enabled again, however that came about. */
  async resume(tenant: TenantSummary): Promise<void> {
    await this.limits.decideHeld(tenant.id);
    await this.thresholds.decide(tenant.id);
    await this.notices.post('tenant-enabled', tenant);
    await this.changes.append('tenants', tenant.id);
  }
}
