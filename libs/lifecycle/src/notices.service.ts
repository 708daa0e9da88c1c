import { Injectable } from '@nestjs/common';
import { Users } from '@tenantry/accounts';
import { Outbox } from '@tenantry/mail';
import type { TenantSummary } from '@tenantry/tenants';

/** Mails that tell a tenant's admins what became of their tenant. */
@Injectable()
export class Notices {
  constructor(
    private readonly users: Users,
    private readonly outbox: Outbox,
  ) {}

  async post(letter: 'tenant-disabled' | 'tenant-enabled', tenant: TenantSummary): Promise<void> {
    for (const { address, language } of await this.users.adminsOf(tenant.id))
      await this.outbox.post({
        tenantId: tenant.id,
        letter,
        to: { address, language: language ?? tenant.language, timeZone: tenant.timeZone },
        params: { companyName: tenant.companyName },
      });
  }
}
