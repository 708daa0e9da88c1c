import { Column, Entity, Index } from 'typeorm';
import { AsciiColumn, IdColumn, InstantColumn, PrimaryId } from '@tenantry/database';

/** How far the purge of one tenant has come; goes with the tenant's row. */
@Entity('purges')
export class Purge {
  @PrimaryId({ name: 'tenant_id' })
  tenantId!: string;

  /** Of the tombstone that it will leave. */
  @IdColumn({ name: 'tombstone_id' })
  tombstoneId!: string;

  @AsciiColumn(16)
  mode!: 'after_grace' | 'now';

  /** The operator. */
  @IdColumn({ name: 'deleted_by', nullable: true })
  deletedBy!: string | null;

  @InstantColumn({ name: 'deleted_at' })
  deletedAt!: Date;

  @InstantColumn({ name: 'started_at' })
  startedAt!: Date;

  /** Of the newest row of the tenant's operation log. */
  @Column({ name: 'last_log_mac', type: 'binary', length: 32, nullable: true })
  lastLogMac!: Buffer | null;

  /** When what others say of the tenant was gone: that is found by names, which are gone soon after. */
  @InstantColumn({ name: 'traces_at', nullable: true })
  tracesAt!: Date | null;

  /** JSON: rows that were deleted, by table; and files. Written with every batch. */
  @Column({ type: 'longtext' })
  counts!: string;
}

/** All that is left of a tenant: what was removed, when, by whom. */
@Entity('tombstones')
@Index('tombstones_tenant', ['tenantId'], { unique: true })
@Index('tombstones_settle', ['settleAt', 'id'])
export class Tombstone {
  @PrimaryId()
  id!: string;

  @IdColumn({ name: 'tenant_id' })
  tenantId!: string;

  @InstantColumn({ name: 'purged_at' })
  purgedAt!: Date;

  /** JSON text, kept as written so that the MAC can be checked. */
  @Column({ type: 'longtext' })
  document!: string;

  @Column({ type: 'binary', length: 32 })
  mac!: Buffer;

  /** When it is to be looked once more for rows that were on their way while the tenant went; null: done. */
  @InstantColumn({ name: 'settle_at', nullable: true })
  settleAt!: Date | null;
}
