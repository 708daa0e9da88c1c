import { Column, Entity, Index } from 'typeorm';
import {
  AsciiColumn,
  CountColumn,
  CreatedAtColumn,
  IdColumn,
  InstantColumn,
  PrimaryId,
} from '@tenantry/database';
import type { CapabilityKey, Mode } from './catalogue';

/** What holds for every tenant that has no limit of its own. */
@Entity('capability_defaults')
export class CapabilityDefault {
  @AsciiColumn(40, { primary: true })
  capability!: CapabilityKey;

  /** Null is unlimited. Beside a free part this is the extra part alone. */
  @CountColumn({ unsigned: true, nullable: true })
  quantity!: number | null;

  /** Free part of a flow, before anything is taken from a pool. */
  @CountColumn({ name: 'free_quantity', unsigned: true, default: 0 })
  freeQuantity!: number;

  @AsciiColumn(8, { default: 'hard' })
  mode!: Mode;
}

/**
 * One tenant's limit and use of one capability; made when first needed. Whoever changes limit or use holds its
 * lock: capability_defaults (shared) before it, licence_pools after it.
 */
@Entity('capability_states')
@Index('capability_states_capability', ['capability', 'own'])
@Index('capability_states_over', ['overSince', 'tenantId'])
export class CapabilityState {
  @PrimaryId({ name: 'tenant_id' })
  tenantId!: string;

  @AsciiColumn(40, { primary: true })
  capability!: CapabilityKey;

  /** 1 when `ownQuantity` is in force instead of the default. */
  @Column({ type: 'tinyint', default: 0 })
  own!: number;

  /** Null is unlimited, but only when `own` is 1. */
  @CountColumn({ name: 'own_quantity', unsigned: true, nullable: true })
  ownQuantity!: number | null;

  /** The default's mode when null. */
  @AsciiColumn(8, { name: 'own_mode', nullable: true })
  ownMode!: Mode | null;

  /** 1 while it has boosts that are not settled. */
  @Column({ type: 'tinyint', default: 0 })
  boosted!: number;

  @CountColumn({ unsigned: true, default: 0 })
  used!: number;

  @CountColumn({ unsigned: true, default: 0 })
  reserved!: number;

  /** Of a flow: first day of the month in the tenant's zone that `used` belongs to. */
  @Column({ type: 'date', utc: true, nullable: true })
  period!: string | null;

  /** Since when the limit in force is below what is used. */
  @InstantColumn({ name: 'over_since', nullable: true })
  overSince!: Date | null;

  /** How often a mode that only observes would have refused. */
  @CountColumn({ name: 'would_refuse', unsigned: true, default: 0 })
  wouldRefuse!: number;

  /** Smallest use at which a threshold step waits to be claimed. */
  @CountColumn({ name: 'next_step_at', nullable: true })
  nextStepAt!: number | null;

  /** What it holds of its pool; a tenant without a row holds the default's share. */
  @CountColumn({ unsigned: true, default: 0 })
  allocated!: number;
}

/** A larger limit from one moment to another; its share of the pool is held from saving to its end. */
@Entity('capability_boosts')
@Index('capability_boosts_tenant', ['tenantId', 'capability'])
@Index('capability_boosts_due', ['settledAt', 'endsAt'])
export class CapabilityBoost {
  @PrimaryId()
  id!: string;

  @IdColumn({ name: 'tenant_id' })
  tenantId!: string;

  @AsciiColumn(40)
  capability!: CapabilityKey;

  /** Like the default's: beside a free part this is the extra part alone. */
  @CountColumn({ unsigned: true })
  quantity!: number;

  @InstantColumn({ name: 'starts_at' })
  startsAt!: Date;

  /** First moment at which it no longer holds. */
  @InstantColumn({ name: 'ends_at' })
  endsAt!: Date;

  @Column({ type: 'varchar', length: 500 })
  reason!: string;

  @Column({ name: 'created_by', type: 'varchar', length: 255 })
  createdBy!: string;

  @CreatedAtColumn()
  createdAt!: Date;

  /** When it gave its share of the pool back; null until then. */
  @InstantColumn({ name: 'settled_at', nullable: true })
  settledAt!: Date | null;
}
