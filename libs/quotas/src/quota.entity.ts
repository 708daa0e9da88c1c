import { Column, Entity, Index } from 'typeorm';
import { AsciiColumn, CountColumn, IdColumn, InstantColumn, PrimaryId } from '@tenantry/database';
import type { CapabilityKey } from '@tenantry/capabilities';

/** What a caller's key stands for and what was answered to it. */
@Entity('quota_keys')
@Index('quota_keys_created', ['createdAt'])
export class QuotaKey {
  @PrimaryId({ name: 'tenant_id' })
  tenantId!: string;

  @AsciiColumn(100, { name: 'idempotency_key', primary: true })
  key!: string;

  /** Verb and arguments in one text, short enough to need no hash. */
  @AsciiColumn(120)
  request!: string;

  @AsciiColumn(500)
  outcome!: string;

  @InstantColumn({ name: 'created_at' })
  createdAt!: Date;
}

/** Units that count against the limit until they are committed, cancelled or expire. */
@Entity('quota_reservations')
@Index('quota_reservations_counter', ['tenantId', 'capability', 'state', 'expiresAt'])
@Index('quota_reservations_due', ['state', 'expiresAt'])
export class QuotaReservation {
  @PrimaryId()
  id!: string;

  @IdColumn({ name: 'tenant_id' })
  tenantId!: string;

  @AsciiColumn(40)
  capability!: CapabilityKey;

  @CountColumn({ unsigned: true })
  quantity!: number;

  @AsciiColumn(10, { default: 'open' })
  state!: 'open' | 'committed' | 'cancelled' | 'expired';

  /** How much of it became use. */
  @CountColumn({ unsigned: true, nullable: true })
  committed!: number | null;

  @InstantColumn({ name: 'expires_at' })
  expiresAt!: Date;
}

/** One running session; it counts while it has not ended and its time has not passed. */
@Entity('quota_leases')
@Index('quota_leases_counter', ['tenantId', 'capability', 'ended', 'expiresAt'])
@Index('quota_leases_due', ['ended', 'expiresAt'])
export class QuotaLease {
  @PrimaryId()
  id!: string;

  @IdColumn({ name: 'tenant_id' })
  tenantId!: string;

  @AsciiColumn(40)
  capability!: CapabilityKey;

  /** 1 once it was released, or found to be past its time. */
  @Column({ type: 'tinyint', default: 0 })
  ended!: number;

  @InstantColumn({ name: 'expires_at' })
  expiresAt!: Date;
}

/** What a flow came to in a month that is over. */
@Entity('quota_periods')
export class QuotaPeriod {
  @PrimaryId({ name: 'tenant_id' })
  tenantId!: string;

  @AsciiColumn(40, { primary: true })
  capability!: CapabilityKey;

  /** First day of the month in the tenant's zone. */
  @Column({ type: 'date', utc: true, primary: true })
  period!: string;

  @CountColumn({ unsigned: true })
  used!: number;
}
