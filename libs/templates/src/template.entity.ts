import { Column, Entity, Index } from 'typeorm';
import { AsciiColumn, CreatedAtColumn, IdColumn, InstantColumn, PrimaryId } from '@tenantry/database';

/** Choices under a name, for tenants to come. It does not know from whom they were taken. */
@Entity('tenant_templates')
@Index('tenant_templates_name', ['nameKey'], { unique: true })
export class Template {
  @PrimaryId()
  id!: string;

  @Column({ type: 'varchar', length: 100 })
  name!: string;

  @Column({ name: 'name_key', type: 'varchar', length: 255 })
  nameKey!: string;

  /** JSON text of the choices. */
  @Column({ type: 'longtext' })
  choices!: string;

  @Column({ name: 'created_by', type: 'varchar', length: 255 })
  createdBy!: string;

  @CreatedAtColumn()
  createdAt!: Date;

  @InstantColumn({ name: 'updated_at', default: () => 'CURRENT_TIMESTAMP(3)' })
  updatedAt!: Date;
}

/** From what a tenant was made, as that was then. */
@Entity('tenant_origins')
@Index('tenant_origins_source', ['sourceTenantId'])
export class TenantOrigin {
  @PrimaryId({ name: 'tenant_id' })
  tenantId!: string;

  @AsciiColumn(16)
  kind!: 'tenant' | 'template';

  /** Null for a template, and once that tenant is gone for good. */
  @IdColumn({ name: 'source_tenant_id', nullable: true })
  sourceTenantId!: string | null;

  @Column({ name: 'template_name', type: 'varchar', length: 100, nullable: true })
  templateName!: string | null;

  /** JSON text of the choices as they were taken over. */
  @Column({ type: 'longtext' })
  choices!: string;

  @CreatedAtColumn()
  createdAt!: Date;
}
