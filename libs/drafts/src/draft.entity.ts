import { Column, Entity, Index } from 'typeorm';
import { CreatedAtColumn, IdColumn, InstantColumn, PrimaryId } from '@tenantry/database';

/** A tenant that is being made up; gone once the tenant is there. */
@Entity('drafts')
@Index('drafts_operator', ['operatorId', 'updatedAt', 'id'])
@Index('drafts_updated', ['updatedAt', 'id'])
@Index('drafts_source', ['sourceTenantId'])
export class Draft {
  @PrimaryId()
  id!: string;

  /** Whose it is; nobody else sees it. */
  @IdColumn({ name: 'operator_id' })
  operatorId!: string;

  @Column({ type: 'int', unsigned: true, default: 1 })
  version!: number;

  /** The tenant that it was begun from; null once that is gone. */
  @IdColumn({ name: 'source_tenant_id', nullable: true })
  sourceTenantId!: string | null;

  /** JSON text: values as they were typed, what is wrong with them, what they were begun from. */
  @Column({ type: 'longtext' })
  content!: string;

  /** Sealed by the vault, and told to nobody. */
  @Column({ name: 'sealed_password', type: 'varbinary', length: 1200, nullable: true })
  sealedPassword!: Buffer | null;

  @CreatedAtColumn()
  createdAt!: Date;

  @InstantColumn({ name: 'updated_at', default: () => 'CURRENT_TIMESTAMP(3)' })
  updatedAt!: Date;
}
