import { Injectable } from '@nestjs/common';
import type { CapabilityKey } from '@tenantry/capabilities';
import { Database } from '@tenantry/database';
import { invalid } from '@tenantry/kernel';
import { Tenants } from '@tenantry/tenants';
import type { Caller } from './calls';
import { UsageOverview } from './overview.service';
import { PoolBounds } from './pool-bounds.service';
import { explainView, listView, usageView } from './views';
import type { CapabilityView, Explanation } from './views';

/** Usage as services and pages ask for it. */
@Injectable()
export class UsageReports {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
    private readonly overview: UsageOverview,
    private readonly bounds: PoolBounds,
  ) {}

  async list(tenantId: string, withPools: boolean): Promise<CapabilityView[]> {
    const standings = await this.overview.of(tenantId);
    const licence = withPools ? await this.bounds.now() : null;
    return [...standings].map(([key, standing]) => listView(key, standing, licence));
  }

  async explain(tenantId: string, key: CapabilityKey, requested: number): Promise<Explanation> {
    const standing = (await this.overview.of(tenantId, [key])).get(key)!;
    return explainView(key, standing, requested, await this.bounds.now());
  }

  /** In the order asked. A tenant that does not exist for the caller has null instead of items. */
  async ofMany(refs: string[] | undefined, keys: CapabilityKey[] | undefined, caller: Caller) {
    const asked = refs ?? (caller.tenantId === null ? null : [caller.tenantId]);
    if (!asked) throw invalid('tenants', 'Say which tenants: their slugs or ids.', 'required');
    const known = await this.database.transaction(() => this.tenants.lockForMetering(asked));
    return Promise.all(
      asked.map(async (ref) => {
        const tenant = known.find(({ id, slug }) => id === ref || slug === ref);
        if (!tenant || !caller.covers(tenant.id)) return { tenant: ref, items: null };
        const standings = await this.overview.of(tenant.id, keys);
        return { tenant: ref, items: [...standings].map(([key, standing]) => usageView(key, standing)) };
      }),
    );
  }
}
