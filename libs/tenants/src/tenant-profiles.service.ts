import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { Clock, DomainError } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { keepTerms } from '@tenantry/search';
import { checkProfile } from './profile';
import type { Profile } from './profile';
import { nameKey } from './summaries';
import type { TenantProfile } from './summaries';
import { TenantDays } from './tenant-days.service';
import { Tenant } from './tenant.entity';

export interface ProfileEdit extends Profile {
  /** Of the profile that was edited: another edit meanwhile makes this one a conflict. */
  version: number;
}

/** What a tenant says of itself. */
@Injectable()
export class TenantProfiles {
  constructor(
    private readonly database: Database,
    private readonly days: TenantDays,
    private readonly clock: Clock,
  ) {}

  /** Only fields that change; throws where one is wrong, or may not be changed by whoever asks. */
  changed(tenant: TenantProfile, edit: ProfileEdit, mayLocale: boolean): Partial<Profile> {
    const wanted = { ...edit, companyName: edit.companyName.trim() };
    checkProfile({ ...wanted, notification: tenant.notification });
    const fields = ['companyName', 'size', 'country', 'timeZone', 'language'] as const;
    const changed = Object.fromEntries(
      fields.flatMap((field) => (wanted[field] === tenant[field] ? [] : [[field, wanted[field]]])),
    ) as Partial<Profile>;
    if (!mayLocale && (changed.timeZone ?? changed.language) !== undefined)
      throw new DomainError('forbidden', 'Language and time zone are switched off for your company.', {
        code: 'feature_off',
        feature: 'settings.language_timezone',
      });
    if (tenant.version !== edit.version)
      throw new DomainError(
        'conflict',
        'Somebody else has edited this meanwhile. Look at it and save again.',
        {
          code: 'profile_changed',
          version: tenant.version,
        },
      );
    if (Object.keys(changed).length === 0)
      throw new DomainError('conflict', 'Nothing was changed.', { code: 'nothing_changes' });
    return changed;
  }

  /** In the running transaction, which holds the tenant's row as `tenant` says; writes the log row. */
  async write(tenant: TenantProfile, changed: Partial<Profile>, who: Who): Promise<{ version: number }> {
    const { id } = tenant;
    const companyName = changed.companyName ?? tenant.companyName;
    const version = tenant.version + 1;
    const zone = changed.timeZone === undefined ? null : await this.days.change(tenant, changed.timeZone);
    await this.database.manager.update(
      Tenant,
      { id },
      {
        ...changed,
        ...(changed.companyName !== undefined && { companyNameKey: nameKey(companyName) }),
        ...zone,
        version,
        updatedAt: this.clock.now(),
      },
    );
    if (changed.companyName !== undefined)
      await keepTerms(this.database, id, id, { names: [companyName, tenant.slug] });
    const fields = Object.keys(changed) as (keyof Profile)[];
    await who.record({
      tenantId: id,
      type: 'settings',
      action: 'tenant.profile_edited',
      target: { kind: 'tenant', id, name: companyName },
      before: Object.fromEntries(fields.map((field) => [field, tenant[field]])),
      after: { ...changed },
    });
    return { version };
  }
}
