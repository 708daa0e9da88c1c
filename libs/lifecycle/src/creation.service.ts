import { Injectable } from '@nestjs/common';
import { Users } from '@tenantry/accounts';
import type { NewUser, Notification } from '@tenantry/accounts';
import { Allocations } from '@tenantry/capabilities';
import { DomainError } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Permissions } from '@tenantry/permissions';
import { Tenants } from '@tenantry/tenants';
import type { NewTenant } from '@tenantry/tenants';

/** All that a tenant begins with. */
export interface Beginning extends NewTenant {
  notification: Notification;
  admin: NewUser;
}

export interface Registered {
  tenantId: string;
  slug: string;
}

/** What every feature does when a tenant is created, in the running transaction. */
@Injectable()
export class Creation {
  constructor(
    private readonly tenants: Tenants,
    private readonly users: Users,
    private readonly permissions: Permissions,
    private readonly allocations: Allocations,
  ) {}

  async create({ admin, ...profile }: Beginning, who: Who): Promise<Registered> {
    const { id: tenantId, slug } = await this.tenants.add(profile);
    const asTenants: Who = { ...who, tenantId };
    await asTenants.record({
      type: 'tenant',
      action: 'tenant.created',
      target: { kind: 'tenant', id: tenantId, name: profile.companyName },
      after: { ...profile, slug },
    });
    await this.users.addFirstAdmin(tenantId, admin, profile.notification, asTenants).catch(asAdminsField);
    await this.permissions.begin(tenantId, {}, asTenants);
    // Last, for every registration waits for these rows: its place in the licence and the share of the defaults.
    await this.allocations.begin([{ pool: 'tenants', delta: 1 }]);
    return { tenantId, slug };
  }
}

/** The form calls the admin's fields `admin.…`. */
function asAdminsField(error: unknown): never {
  if (error instanceof DomainError && error.details.field && !error.details.field.startsWith('admin.'))
    throw new DomainError(error.kind, error.message, {
      ...error.details,
      field: `admin.${error.details.field}`,
    });
  throw error;
}
