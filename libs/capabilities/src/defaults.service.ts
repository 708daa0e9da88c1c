import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { Clock, invalid } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Licence, Pools } from '@tenantry/licence';
import type { PoolDelta } from '@tenantry/licence';
import { In } from 'typeorm';
import { CapabilityDefault } from './capability.entity';
import { capability, capabilityKeys } from './catalogue';
import type { CapabilityKey, Mode } from './catalogue';
import { DefaultEffects } from './default-effects';
import { checkChanges, checkQuantity } from './limit-changes';
import { LimitWriter, namingCapability } from './limit-writer.service';

export interface DefaultChange {
  key: CapabilityKey;
  quantity: number | null;
  /** Of a flow that has a free part; left as it is when missing, like the mode. */
  free?: number;
  mode?: Mode;
}

/** What holds for every tenant without a limit of its own. */
@Injectable()
export class Defaults {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly pools: Pools,
    private readonly licence: Licence,
    private readonly writer: LimitWriter,
  ) {}

  async list(): Promise<CapabilityDefault[]> {
    const rows = await this.database.read.find(CapabilityDefault);
    const byKey = new Map(rows.map((row) => [row.capability, row]));
    return capabilityKeys.map((key) => byKey.get(key)!);
  }

  /** Those that the licence bounds for all tenants together: unlimited is not to be had. */
  async bounded(): Promise<Set<CapabilityKey>> {
    const pools = await this.pools.standing();
    const sizes = new Map<string | null, number | null>(pools.map(({ pool, size }) => [pool, size]));
    return new Set(capabilityKeys.filter((key) => (sizes.get(capability(key).pool) ?? null) !== null));
  }

  /** A dry run: who would go over its limit, and which pools fall short. */
  async preview(changes: readonly DefaultChange[]) {
    checkAll(changes);
    const before = new Map((await this.list()).map((row) => [row.capability, row]));
    const effects = new DefaultEffects(this.database.read, this.clock.now());
    const items = [];
    const deltas: PoolDelta[] = [];
    for (const change of changes) {
      const was = before.get(change.key)!;
      const will = changedDefault(was, change);
      items.push({
        key: change.key,
        before: view(was),
        after: view(will),
        over: await effects.goingOver(was, will),
      });
      deltas.push(...(await effects.deltas(was, will)));
    }
    const { bar } = await this.licence.inForce();
    const standing = await this.pools.standing();
    const pools = deltas.map(({ pool, delta }) => {
      const { size, allocated, free } = standing.find((one) => one.pool === pool)!;
      return { pool, delta, size, allocated, free, short: free === null ? 0 : Math.max(0, delta - free) };
    });
    const grows = pools.some(({ delta }) => delta > 0);
    return {
      items,
      pools,
      /** Why the licence allows nothing new, where that is what stands in the way. */
      bar: grows ? bar : null,
      possible: pools.every(({ short }) => short === 0) && !(grows && bar),
    };
  }

  /**
   * Holds the defaults alone, so that no limit changes and no tenant is added meanwhile; all of the changes or,
   * when a pool falls short, none.
   */
  async change(changes: readonly DefaultChange[], who: Who): Promise<void> {
    checkAll(changes);
    return this.database.transaction(async () => {
      const { manager } = this.database;
      const rows = await manager.find(CapabilityDefault, {
        where: { capability: In(changes.map(({ key }) => key)) },
        order: { capability: 'ASC' },
        lock: { mode: 'pessimistic_write' },
      });
      const byKey = new Map(changes.map((change) => [change.key, change]));
      const effects = new DefaultEffects(manager, this.clock.now());
      const after = rows.map((row) => changedDefault(row, byKey.get(row.capability)!));
      const deltas: PoolDelta[] = [];
      for (const [index, will] of after.entries()) {
        deltas.push(...(await effects.deltas(rows[index]!, will)));
        await effects.apply(will);
        const { capability: key, quantity, freeQuantity, mode } = will;
        await manager.update(CapabilityDefault, { capability: key }, { quantity, freeQuantity, mode });
      }
      const unlimited = after.filter(({ quantity }) => quantity === null).map((row) => row.capability);
      await this.pools.change(deltas).catch((error: unknown) => {
        throw namingCapability(error, unlimited);
      });
      await who.record({
        tenantId: null,
        type: 'settings',
        action: 'capabilities.defaults_changed',
        before: byCapability(rows),
        after: byCapability(after),
      });
      await this.writer.announce(null);
    });
  }
}

const changedDefault = (row: CapabilityDefault, change: DefaultChange): CapabilityDefault => ({
  capability: row.capability,
  quantity: change.quantity,
  freeQuantity: change.free ?? row.freeQuantity,
  mode: change.mode ?? row.mode,
});

function checkAll(changes: readonly DefaultChange[]): void {
  checkChanges(changes);
  changes.forEach(({ key, free }, index) => {
    if (free === undefined) return;
    const field = `changes.${index}.free`;
    if (capability(key).free === 0) throw invalid(field, 'This capability has no free part.', 'no_free_part');
    checkQuantity(key, free, field);
  });
}

const view = ({ quantity, freeQuantity, mode }: CapabilityDefault) => ({
  quantity,
  free: freeQuantity,
  mode,
});
const byCapability = (rows: readonly CapabilityDefault[]) =>
  Object.fromEntries(
    rows.map((row) => [row.capability, { ...view(row), quantity: row.quantity ?? 'unlimited' }]),
  );
