import { Column, Entity, Index } from 'typeorm';
import { AsciiColumn, CreatedAtColumn, IdColumn, PrimaryId } from '@tenantry/database';
import type { BaseRole } from './built-in-roles';

/** One row: the version of the platform's default profile, locked by whoever changes it. */
@Entity('permission_profile')
export class PermissionProfile {
  @Column({ type: 'tinyint', primary: true })
  id!: number;

  @Column({ type: 'int', unsigned: true })
  version!: number;
}

/** What the profile says differently from the catalogue; without a value, what it said until that version. */
@Entity('permission_defaults')
export class PermissionDefault {
  @AsciiColumn(64, { primary: true })
  feature!: string;

  @Column({ type: 'tinyint', nullable: true })
  value!: 0 | 1 | null;

  @Column({ type: 'int', unsigned: true })
  version!: number;
}

/** A tenant without a row is as old as the catalogue and differs in nothing. */
@Entity('tenant_permissions')
export class TenantPermissions {
  @PrimaryId({ name: 'tenant_id' })
  tenantId!: string;

  @Column({ name: 'catalogue_version', type: 'int', unsigned: true, default: 1 })
  catalogueVersion!: number;

  @Column({ type: 'int', unsigned: true, default: 0 })
  version!: number;
}

@Entity('tenant_features')
@Index('tenant_features_feature', ['feature', 'tenantId'])
export class TenantFeature {
  @PrimaryId({ name: 'tenant_id' })
  tenantId!: string;

  @AsciiColumn(64, { primary: true })
  feature!: string;

  @Column({ type: 'tinyint', nullable: true })
  value!: 0 | 1 | null;

  @Column({ type: 'int', unsigned: true })
  version!: number;
}

@Entity('tenant_roles')
@Index('tenant_roles_name', ['tenantId', 'nameKey'], { unique: true })
export class TenantRole {
  @PrimaryId()
  id!: string;

  @IdColumn({ name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'varchar', length: 100 })
  name!: string;

  @Column({ name: 'name_key', type: 'varchar', length: 100 })
  nameKey!: string;

  @AsciiColumn(16)
  base!: BaseRole;

  /** Keys with blanks between them. */
  @AsciiColumn(8_000)
  features!: string;

  @Column({ type: 'int', unsigned: true, default: 1 })
  version!: number;

  @CreatedAtColumn()
  createdAt!: Date;
}

/** Users who have one of the tenant's own roles. */
@Entity('user_roles')
@Index('user_roles_tenant', ['tenantId'])
@Index('user_roles_role', ['roleId'])
export class UserRoleRow {
  @PrimaryId({ name: 'user_id' })
  userId!: string;

  @IdColumn({ name: 'tenant_id' })
  tenantId!: string;

  @IdColumn({ name: 'role_id' })
  roleId!: string;
}
