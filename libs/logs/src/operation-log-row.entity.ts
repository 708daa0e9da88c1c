import { Column, Entity, Index } from 'typeorm';
import { AsciiColumn, IdColumn, InstantColumn, PrimaryId } from '@tenantry/database';

@Entity('operation_log')
@Index('operation_log_type', ['tenantId', 'type', 'id'])
export class OperationLogRow {
  @PrimaryId({ name: 'tenant_id' })
  tenantId!: string;

  @IdColumn({ primary: true })
  id!: string;

  @InstantColumn()
  at!: Date;

  @AsciiColumn(32)
  type!: string;

  @AsciiColumn(64)
  action!: string;

  @AsciiColumn(16, { name: 'actor_kind' })
  actorKind!: string;

  @AsciiColumn(64, { name: 'actor_id', nullable: true })
  actorId!: string | null;

  @Column({ name: 'actor_name', type: 'varchar', length: 255 })
  actorName!: string;

  @Column({ name: 'on_behalf_of', type: 'varchar', length: 255, nullable: true })
  onBehalfOf!: string | null;

  @AsciiColumn(32, { name: 'target_kind', nullable: true })
  targetKind!: string | null;

  @Column({ name: 'target_id', type: 'varchar', length: 128, nullable: true })
  targetId!: string | null;

  @Column({ name: 'target_name', type: 'varchar', length: 255, nullable: true })
  targetName!: string | null;

  /** JSON text, kept as written so that the MAC can be checked. */
  @Column({ name: 'state_before', type: 'longtext', nullable: true })
  before!: string | null;

  @Column({ name: 'state_after', type: 'longtext', nullable: true })
  after!: string | null;

  @AsciiColumn(45, { nullable: true })
  ip!: string | null;

  @Column({ name: 'user_agent', type: 'varchar', length: 255, nullable: true })
  userAgent!: string | null;

  @AsciiColumn(64, { name: 'request_id', nullable: true })
  requestId!: string | null;

  @Column({ type: 'binary', length: 32 })
  mac!: Buffer;
}
