import { Column, Entity, Index } from 'typeorm';
import { AsciiColumn, CreatedAtColumn, InstantColumn, PrimaryId } from '@tenantry/database';

@Entity('tenants')
@Index('tenants_slug', ['slug'], { unique: true })
@Index('tenants_company_name', ['companyNameKey', 'id'])
@Index('tenants_created', ['createdAt', 'id'])
@Index('tenants_country', ['country', 'id'])
@Index('tenants_state', ['state', 'id'])
export class Tenant {
  @PrimaryId()
  id!: string;

  @AsciiColumn(63)
  slug!: string;

  @Column({ name: 'company_name', type: 'varchar', length: 255 })
  companyName!: string;

  /** For search and for sign-in by company name: see searchKey. */
  @Column({ name: 'company_name_key', type: 'varchar', length: 255 })
  companyNameKey!: string;

  @AsciiColumn(16)
  size!: string;

  @AsciiColumn(2)
  country!: string;

  @AsciiColumn(64, { name: 'time_zone' })
  timeZone!: string;

  @AsciiColumn(16)
  language!: string;

  @AsciiColumn(32)
  notification!: string;

  @AsciiColumn(16, { default: 'enabled' })
  state!: 'enabled' | 'disabled';

  @InstantColumn({ name: 'disabled_at', nullable: true })
  disabledAt!: Date | null;

  /** Comma-separated percentages; the platform's usual steps when null. */
  @AsciiColumn(64, { name: 'threshold_steps', nullable: true })
  thresholdSteps!: string | null;

  @CreatedAtColumn()
  createdAt!: Date;

  @InstantColumn({ name: 'updated_at', default: () => 'CURRENT_TIMESTAMP(3)' })
  updatedAt!: Date;
}
