import { Injectable, Logger } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { DomainError } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { TenantSwitch } from './tenant-switch.service';

/** `unchanged`: it was so already. `missing`: there is no such tenant. `failed`: try this one again. */
export type Outcome = 'changed' | 'unchanged' | 'missing' | 'failed';

export interface SwitchedMany {
  results: { tenantId: string; outcome: Outcome }[];
}

/** The enable switch of many tenants: each in a transaction of its own, so that one does not stand in the way of others. */
@Injectable()
export class BulkSwitch {
  private readonly logger = new Logger(BulkSwitch.name);

  constructor(
    private readonly database: Database,
    private readonly tenantSwitch: TenantSwitch,
  ) {}

  /** A result for each id, in the order given; calling it again changes nothing more. */
  async to(
    state: 'enabled' | 'disabled',
    tenantIds: string[],
    reason: string | undefined,
    who: Who,
  ): Promise<SwitchedMany> {
    const outcomes = new Map<string, Outcome>();
    for (const tenantId of tenantIds)
      if (!outcomes.has(tenantId)) outcomes.set(tenantId, await this.one(state, tenantId, reason, who));
    const results = tenantIds.map((tenantId) => ({ tenantId, outcome: outcomes.get(tenantId)! }));
    const counts = Map.groupBy(outcomes.values(), (outcome) => outcome);
    const numbers = [...counts].map(([outcome, all]) => [outcome, all.length] as const);
    await this.database.transaction(() =>
      who.record({
        tenantId: null,
        type: 'tenant',
        action: `tenants.bulk_${state}`,
        after: { ...Object.fromEntries(numbers), ...(reason && { reason }) },
      }),
    );
    return { results };
  }

  private async one(
    state: 'enabled' | 'disabled',
    tenantId: string,
    reason: string | undefined,
    who: Who,
  ): Promise<Outcome> {
    try {
      if (state === 'disabled') await this.tenantSwitch.disable(tenantId, reason, who);
      else await this.tenantSwitch.enable(tenantId, reason, who);
      return 'changed';
    } catch (error) {
      const refusal = error instanceof DomainError ? error : null;
      if (refusal?.details.code === `already_${state}`) return 'unchanged';
      if (refusal?.kind === 'not_found' || refusal?.details.code === 'tenant_deleted') return 'missing';
      this.logger.error(`Tenant ${tenantId} is not ${state}: ${String(error)}`);
      return 'failed';
    }
  }
}
