import { Injectable } from '@nestjs/common';
import { Users } from '@tenantry/accounts';
import type { Notification } from '@tenantry/accounts';
import { Allocations } from '@tenantry/capabilities';
import { dayStart } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Permissions } from '@tenantry/permissions';
import { FirstContracts } from '@tenantry/subscriptions';
import { Origins } from '@tenantry/templates';
import type { Origin } from '@tenantry/templates';
import { Tenants } from '@tenantry/tenants';
import type { Beginning } from './beginning';
import { dayEnd } from './days';
import { naming } from './refusals';

export interface Created {
  tenantId: string;
  slug: string;
}

/** The one way in which a tenant comes to be: what every feature does then, in the running transaction. */
@Injectable()
export class Creation {
  constructor(
    private readonly tenants: Tenants,
    private readonly users: Users,
    private readonly permissions: Permissions,
    private readonly contracts: FirstContracts,
    private readonly origins: Origins,
    private readonly allocations: Allocations,
  ) {}

  /** Refusals name the step they are about. */
  async create(beginning: Beginning, origin: Origin | null, who: Who): Promise<Created> {
    const { company, admin, managedHost, thresholdSteps } = beginning;
    const notification = beginning.notification as Notification;
    const profile = {
      ...company,
      slug: company.slug || undefined,
      notification,
      managedHost,
      thresholdSteps,
    };
    const tenant = await this.tenants.add(profile).catch(naming('company'));
    const { id: tenantId, slug } = tenant;
    const asTenants: Who = { ...who, tenantId };
    await asTenants.record({
      type: 'tenant',
      action: 'tenant.created',
      target: { kind: 'tenant', id: tenantId, name: company.companyName },
      after: { ...profile, slug, ...(origin && { madeFrom: origin.kind }) },
    });
    await this.users.addFirstAdmin(tenant, admin, notification, asTenants).catch(naming('admin'));
    await this.choose(tenantId, beginning, asTenants);
    if (origin) await this.origins.remember(tenantId, origin);
    // Last, for every creation waits for these rows: its place in the licence and its share of the pools.
    await this.allocations
      .begin([{ pool: 'tenants', delta: 1 }], { tenantId, changes: beginning.capabilities })
      .catch(naming('capabilities'));
    return { tenantId, slug };
  }

  private async choose(tenantId: string, beginning: Beginning, asTenants: Who): Promise<void> {
    const { permissions, capabilities, subscription, company, thresholdSteps } = beginning;
    const differences = Object.fromEntries(permissions.map(({ key, value }) => [key, value]));
    await this.permissions.begin(tenantId, differences, asTenants).catch(naming('permissions'));
    if (capabilities.length > 0)
      await asTenants.record({
        type: 'settings',
        action: 'capabilities.chosen',
        target: { kind: 'tenant', id: tenantId, name: company.companyName },
        after: Object.fromEntries(
          capabilities.map(({ key, quantity, mode }) => [
            key,
            { quantity: quantity ?? 'unlimited', ...(mode && { mode }) },
          ]),
        ),
      });
    if (!subscription) return;
    const { type, sessionDuration, startsAt, endsAt, licences } = subscription;
    const terms = {
      type,
      sessionMinutes: sessionDuration,
      startsAt: dayStart(startsAt, company.timeZone),
      endsAt: endsAt === null ? null : dayEnd(endsAt, company.timeZone),
    };
    await this.contracts
      .add(tenantId, { ...terms, licences, reason: 'First licences', thresholdSteps }, asTenants)
      .catch(naming('subscription'));
  }
}
