import { Injectable } from '@nestjs/common';
import { Changes } from '@tenantry/changes';
import { Database } from '@tenantry/database';
import { invalid, isZone } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { ReachedLimits } from '@tenantry/quotas';
import { TenantDays, TenantProfiles, Tenants } from '@tenantry/tenants';
import type { ProfileEdit } from '@tenantry/tenants';

/** A tenant's profile, and what a change of it means elsewhere. */
@Injectable()
export class CompanyProfile {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
    private readonly profiles: TenantProfiles,
    private readonly days: TenantDays,
    private readonly limits: ReachedLimits,
    private readonly changes: Changes,
  ) {}

  async of(tenantId: string) {
    const { companyName, slug, size, country, timeZone, language, version } =
      await this.tenants.byId(tenantId);
    return { companyName, slug, size, country, timeZone, language, version };
  }

  /** To be shown before it is saved. */
  async zoneEffect(tenantId: string, timeZone: string) {
    if (!isZone(timeZone))
      throw invalid(
        'timeZone',
        'This is not a time zone of the IANA list, such as Europe/Berlin.',
        'unknown_zone',
      );
    const { monthEndsAt, ...effect } = await this.days.effectOf(await this.tenants.byId(tenantId), timeZone);
    return { ...effect, monthEndsAt: monthEndsAt.toISOString() };
  }

  edit(tenantId: string, edit: ProfileEdit, mayLocale: boolean, who: Who): Promise<{ version: number }> {
    return this.database.transaction(async () => {
      const tenant = await this.tenants.lock(tenantId);
      const changed = this.profiles.changed(tenant, edit, mayLocale);
      if (changed.timeZone !== undefined) await this.limits.enterMonths(tenantId);
      const saved = await this.profiles.write(tenant, changed, who);
      await this.changes.append('tenants', tenantId);
      return saved;
    });
  }
}
