import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { sqlId } from '@tenantry/bulk';
import { Database } from '@tenantry/database';
import { bytesToId, idToBytes } from '@tenantry/kernel';
import { CapabilityBoost, CapabilityDefault, CapabilityState } from './capability.entity';
import { capability } from './catalogue';
import type { CapabilityKey, Mode } from './catalogue';
import { Limits } from './limits';

export interface StateKey {
  tenantId: string;
  key: CapabilityKey;
}

/** One tenant's row of one capability with all that decides its limit. */
export interface State {
  row: CapabilityState;
  base: CapabilityDefault;
  /** Those that are not settled: in force, still to come, or just ended. */
  boosts: CapabilityBoost[];
}

export const stateName = ({ tenantId, key }: StateKey): string => `${tenantId} ${key}`;

const nameOf = ({ tenantId, capability }: Pick<CapabilityState, 'tenantId' | 'capability'>) =>
  stateName({ tenantId, key: capability });

const columns = `tenant_id, capability, own, own_quantity, own_mode, boosted, used, reserved,
  DATE_FORMAT(period, '%Y-%m-%d') AS period, over_since, would_refuse, next_step_at, allocated`;

@Injectable()
export class States {
  constructor(private readonly database: Database) {}

  /**
   * Locks the rows until the running transaction ends, making those that are missing; by name (`stateName`).
   * Defaults first and shared, then the rows in key order: the order that every writer keeps.
   */
  async lock(keys: readonly StateKey[]): Promise<Map<string, State>> {
    const wanted = new Map(keys.map((key) => [stateName(key), key]));
    const sorted = [...wanted.keys()].sort().map((name) => wanted.get(name)!);
    const bases = await this.holdDefaults([...new Set(sorted.map(({ key }) => key))]);
    let rows = await this.lockExisting(sorted);
    const missing = sorted.filter((key) => !rows.has(stateName(key)));
    if (missing.length > 0) {
      await this.make(missing, bases);
      rows = new Map([...rows, ...(await this.lockExisting(missing))]);
    }
    const boosts = await this.boostsOf([...rows.values()]);
    return new Map(
      [...rows].map(([name, row]) => [
        name,
        { row, base: bases.get(row.capability)!, boosts: boosts.get(name) ?? [] },
      ]),
    );
  }

  /** The same without locks, for showing; a row that is missing reads as it would be made. */
  async read(keys: readonly StateKey[]): Promise<State[]> {
    if (keys.length === 0) return [];
    const bases = await this.defaults();
    const where = keys.map(({ tenantId, key }) => ({ tenantId, capability: key }));
    const found = await this.database.read.find(CapabilityState, { where });
    const rows = new Map(found.map((row) => [nameOf(row), row]));
    const boosts = await this.boostsOf(found);
    return keys.map((key) => {
      const base = bases.get(key.key)!;
      const row = rows.get(stateName(key)) ?? fresh(key, base);
      return { row, base, boosts: boosts.get(stateName(key)) ?? [] };
    });
  }

  /** As they are now. */
  async defaults(): Promise<Map<CapabilityKey, CapabilityDefault>> {
    const rows = await this.database.read.find(CapabilityDefault);
    return new Map(rows.map((base) => [base.capability, base]));
  }

  /** The defaults, which nobody changes until the running transaction ends. */
  async holdDefaults(keys: readonly CapabilityKey[]): Promise<Map<CapabilityKey, CapabilityDefault>> {
    const rows = await this.database.manager.query<DefaultRow[]>(
      `SELECT capability, quantity, free_quantity, mode FROM capability_defaults
       WHERE capability IN (?) ORDER BY capability LOCK IN SHARE MODE`,
      [keys],
    );
    return new Map(rows.map((row) => [row.capability, defaultOf(row)]));
  }

  private async lockExisting(keys: readonly StateKey[]): Promise<Map<string, CapabilityState>> {
    if (keys.length === 0) return new Map();
    // By lists: pairs joined by OR take the server four times as long, and a list of pairs would not use the key at
    // all: a full scan would lock, and wait for, every tenant's rows.
    const lists = [...Map.groupBy(keys, ({ key }) => key)].map(
      ([key, some]) =>
        `(capability = '${key}' AND tenant_id IN (${some.map(({ tenantId }) => sqlId(tenantId)).join(',')}))`,
    );
    const rows = await this.database.manager.query<StateRow[]>(
      `SELECT ${columns} FROM capability_states FORCE INDEX (PRIMARY)
       WHERE ${lists.join(' OR ')} ORDER BY tenant_id, capability FOR UPDATE`,
    );
    return new Map(rows.map(entityOf).map((row) => [nameOf(row), row]));
  }

  private async make(keys: readonly StateKey[], bases: Map<CapabilityKey, CapabilityDefault>): Promise<void> {
    await this.database.manager.query(
      'INSERT IGNORE INTO capability_states (tenant_id, capability, allocated) VALUES ?',
      [
        keys
          .map((key) => fresh(key, bases.get(key.key)!))
          .map((row) => [idToBytes(row.tenantId), row.capability, row.allocated]),
      ],
    );
  }

  private async boostsOf(rows: readonly CapabilityState[]): Promise<Map<string, CapabilityBoost[]>> {
    const boosted = rows.filter((row) => row.boosted);
    if (boosted.length === 0) return new Map();
    const found = await this.database.read.find(CapabilityBoost, {
      where: boosted.map(({ tenantId, capability }) => ({ tenantId, capability, settledAt: IsNull() })),
      order: { startsAt: 'ASC', id: 'ASC' },
    });
    return Map.groupBy(found, nameOf);
  }
}

/** As it stands where nobody has set or counted anything. */
export const fresh = ({ tenantId, key }: StateKey, base: CapabilityDefault): CapabilityState => ({
  tenantId,
  capability: key,
  own: 0,
  ownQuantity: null,
  ownMode: null,
  boosted: 0,
  used: 0,
  reserved: 0,
  period: null,
  overSince: null,
  wouldRefuse: 0,
  nextStepAt: null,
  allocated: capability(key).pool ? Limits.share(null, base, []) : 0,
});

interface DefaultRow {
  capability: CapabilityKey;
  quantity: string | number | null;
  free_quantity: string | number;
  mode: Mode;
}

const defaultOf = ({ capability: key, quantity, free_quantity, mode }: DefaultRow): CapabilityDefault => ({
  capability: key,
  quantity: numberOrNull(quantity),
  freeQuantity: Number(free_quantity),
  mode,
});

interface StateRow {
  tenant_id: Buffer;
  capability: CapabilityKey;
  own: number;
  own_quantity: string | number | null;
  own_mode: Mode | null;
  boosted: number;
  used: string | number;
  reserved: string | number;
  period: string | null;
  over_since: Date | null;
  would_refuse: string | number;
  next_step_at: string | number | null;
  allocated: string | number;
}

const numberOrNull = (value: string | number | null) => (value === null ? null : Number(value));

const entityOf = (row: StateRow): CapabilityState => ({
  tenantId: bytesToId(row.tenant_id),
  capability: row.capability,
  own: row.own,
  ownQuantity: numberOrNull(row.own_quantity),
  ownMode: row.own_mode,
  boosted: row.boosted,
  used: Number(row.used),
  reserved: Number(row.reserved),
  period: row.period,
  overSince: row.over_since,
  wouldRefuse: Number(row.would_refuse),
  nextStepAt: numberOrNull(row.next_step_at),
  allocated: Number(row.allocated),
});
