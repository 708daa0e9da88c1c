import { Column, Entity, Index } from 'typeorm';
import { AsciiColumn, CreatedAtColumn, IdColumn, InstantColumn, PrimaryId } from '@tenantry/database';

@Entity('tenants')
@Index('tenants_slug', ['slug'], { unique: true })
@Index('tenants_company_name', ['companyNameKey', 'id'])
@Index('tenants_created', ['createdAt', 'id'])
@Index('tenants_country', ['country', 'id'])
@Index('tenants_state', ['state', 'id'])
@Index('tenants_deleted', ['deletedAt', 'id'])
@Index('tenants_purge', ['purgeAt', 'id'])
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

  /** When it was deleted, from which state and by which operator; until `purgeAt` it can be restored. */
  @InstantColumn({ name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;

  @AsciiColumn(16, { name: 'deleted_from', nullable: true })
  deletedFrom!: 'enabled' | 'disabled' | null;

  @IdColumn({ name: 'deleted_by', nullable: true })
  deletedBy!: string | null;

  @InstantColumn({ name: 'purge_at', nullable: true })
  purgeAt!: Date | null;

  /** From then on it is as if there were no such tenant; its rows go one by one. */
  @InstantColumn({ name: 'purging_at', nullable: true })
  purgingAt!: Date | null;

  /** Comma-separated percentages; the platform's usual steps when null. */
  @AsciiColumn(64, { name: 'threshold_steps', nullable: true })
  thresholdSteps!: string | null;

  /** How many of the people of its conversations were erased: what is remembered from before is not believed. */
  @Column({ name: 'people_erased', type: 'int', unsigned: true, default: 0 })
  peopleErased!: number;

  /** Of the profile: each edit makes the next. */
  @Column({ type: 'int', unsigned: true, default: 1 })
  version!: number;

  /** Until then days are counted in `zoneBefore`, although the zone is another already. */
  @InstantColumn({ name: 'zone_from', nullable: true })
  zoneFrom!: Date | null;

  @AsciiColumn(64, { name: 'zone_before', nullable: true })
  zoneBefore!: string | null;

  @CreatedAtColumn()
  createdAt!: Date;

  @InstantColumn({ name: 'updated_at', default: () => 'CURRENT_TIMESTAMP(3)' })
  updatedAt!: Date;
}

/** From `startsAt` on the tenant's days are counted in this zone. A tenant whose zone never changed has no row. */
@Entity('tenant_zones')
export class TenantZone {
  @PrimaryId({ name: 'tenant_id' })
  tenantId!: string;

  @InstantColumn({ name: 'starts_at', primary: true })
  startsAt!: Date;

  /** The day it begins with, or in. */
  @Column({ type: 'date', utc: true })
  day!: string;

  @AsciiColumn(64, { name: 'time_zone' })
  timeZone!: string;
}
