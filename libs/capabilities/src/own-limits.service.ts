import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { DomainError, invalid } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Tenants } from '@tenantry/tenants';
import type { CapabilityKey } from './catalogue';
import { changed, checkChanges, checkQuantity, settings } from './limit-changes';
import type { LimitChange } from './limit-changes';
import { LimitWriter } from './limit-writer.service';
import { States } from './states.service';
import type { State } from './states.service';

/** A tenant's limits of its own. */
@Injectable()
export class OwnLimits {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
    private readonly states: States,
    private readonly writer: LimitWriter,
  ) {}

  /** All of the changes or, when one is refused, none. */
  async change(
    tenantId: string,
    changes: readonly LimitChange[],
    reason: string | undefined,
    who: Who,
  ): Promise<void> {
    checkChanges(changes);
    return this.database.transaction(async () => {
      const tenant = await this.tenants.hold(tenantId);
      const locked = await this.states.lock(changes.map(({ key }) => ({ tenantId, key })));
      const before = [...locked.values()];
      const byKey = new Map(changes.map((change) => [change.key, change]));
      const after = before.map((state): State => ({
        ...state,
        row: changed(state.row, byKey.get(state.row.capability)!),
      }));
      await this.writer.write(after, tenant.countsIn);
      await who.record({
        tenantId,
        type: 'settings',
        action: 'capabilities.changed',
        target: { kind: 'tenant', id: tenantId, name: tenant.companyName },
        before: settings(before),
        after: { ...settings(after), ...(reason && { reason }) },
      });
      await this.writer.announce(tenantId, [...byKey.keys()]);
    });
  }

  /** In the running transaction: so many more than the tenant has without boosts. Says what it then has. */
  async raise(tenantId: string, key: CapabilityKey, by: number, reason: string, who: Who): Promise<number> {
    await this.tenants.hold(tenantId);
    const [state] = (await this.states.lock([{ tenantId, key }])).values();
    const quantity = raised(state!, by);
    await this.change(tenantId, [{ key, quantity }], reason, who);
    return quantity;
  }

  /** Refuses what could never be raised by so many; whether a pool has them is decided when it is done. */
  async assertRaisable(tenantId: string, key: CapabilityKey, by: number): Promise<void> {
    const [state] = await this.states.read([{ tenantId, key }]);
    raised(state!, by);
  }
}

function raised({ row, base }: State, by: number): number {
  const quantity = row.own ? row.ownQuantity : base.quantity;
  if (quantity === null)
    throw new DomainError('conflict', 'This is unlimited already; there is nothing to raise.', {
      field: 'quantity',
      code: 'already_unlimited',
      key: row.capability,
    });
  if (by < 1) throw invalid('quantity', 'At least one.', 'quantity_out_of_range');
  checkQuantity(row.capability, quantity + by, 'quantity');
  return quantity + by;
}
