import { Injectable } from '@nestjs/common';
import { Users } from '@tenantry/accounts';
import type { NewUser, Notification } from '@tenantry/accounts';
import { Allocations } from '@tenantry/capabilities';
import { Database, IdempotencyKeys } from '@tenantry/database';
import { DomainError, Vault } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Tenants } from '@tenantry/tenants';
import type { NewTenant } from '@tenantry/tenants';

export interface Registration extends NewTenant {
  /** Chosen by the form: the same one never makes a second tenant. */
  idempotencyKey: string;
  notification: Notification;
  admin: NewUser;
}

export interface Registered {
  tenantId: string;
  slug: string;
}

@Injectable()
export class Lifecycle {
  constructor(
    private readonly database: Database,
    private readonly keys: IdempotencyKeys,
    private readonly vault: Vault,
    private readonly tenants: Tenants,
    private readonly users: Users,
    private readonly allocations: Allocations,
  ) {}

  /** Tenant, host, first admin, mail and log rows in one transaction: all of it or nothing. */
  register(input: Registration, who: Who): Promise<Registered> {
    const scope = `tenants.register:${who.actor.id ?? who.actor.kind}`;
    // Keyed, because the request holds a password and a plain hash of it could be searched for.
    const request = this.vault.mac(scope, JSON.stringify(input)).toString('hex');
    return this.database.transaction(async () => {
      let repeated = true;
      const result = await this.keys.run(scope, input.idempotencyKey, request, () => {
        repeated = false;
        return this.create(input, who);
      });
      if (repeated) await this.recordRepeat(result, who);
      return result;
    });
  }

  private async create(input: Registration, who: Who): Promise<Registered> {
    const { idempotencyKey: _key, admin, ...profile } = input;
    const { id: tenantId, slug } = await this.tenants.add(profile);
    const asTenants: Who = { ...who, tenantId };
    await asTenants.record({
      type: 'tenant',
      action: 'tenant.created',
      target: { kind: 'tenant', id: tenantId, name: profile.companyName },
      after: { ...profile, slug },
    });
    await this.users.addFirstAdmin(tenantId, admin, input.notification, asTenants).catch(asAdminsField);
    // Last, for every registration waits for these rows: its place in the licence and the share of the defaults.
    await this.allocations.begin([{ pool: 'tenants', delta: 1 }]);
    return { tenantId, slug };
  }

  /** A call that was answered with an earlier result is a change to nothing, and yet one that somebody made. */
  private async recordRepeat({ tenantId, slug }: Registered, who: Who): Promise<void> {
    await who.record({
      tenantId,
      type: 'tenant',
      action: 'tenant.create_repeated',
      target: { kind: 'tenant', id: tenantId, name: slug },
    });
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
