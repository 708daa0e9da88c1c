import { Injectable } from '@nestjs/common';
import { Changes } from '@tenantry/changes';
import { SECOND } from '@tenantry/kernel';
import type { MeteredTenant } from '@tenantry/tenants';

/** Also where no news arrives nothing older is believed: a disabled tenant stops within five seconds everywhere. */
const BELIEVED = 2 * SECOND;
const AT_MOST = 20_000;

/** Tenants as they were a moment ago, by slug and by id, so that counting need not ask for them each time. */
@Injectable()
export class TenantMemory {
  private readonly known = new Map<string, { tenant: MeteredTenant; until: number }>();

  constructor(changes: Changes) {
    changes.watch((heard) => {
      for (const { topic, tenantId } of heard) if (topic === 'tenants') this.forget(tenantId);
    });
  }

  of(ref: string): MeteredTenant | undefined {
    const found = this.known.get(ref);
    return found && found.until > performance.now() ? found.tenant : undefined;
  }

  keep(tenants: MeteredTenant[]): void {
    if (this.known.size >= AT_MOST) this.known.clear();
    const until = performance.now() + BELIEVED;
    for (const tenant of tenants)
      this.known.set(tenant.id, { tenant, until }).set(tenant.slug, { tenant, until });
  }

  private forget(tenantId: string | null): void {
    const slug = tenantId === null ? undefined : this.known.get(tenantId)?.tenant.slug;
    if (tenantId === null || slug === undefined) return this.known.clear();
    this.known.delete(tenantId);
    this.known.delete(slug);
  }
}
