import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { AsciiColumn, CreatedAtColumn, IdColumn, InstantColumn, PrimaryId } from '@tenantry/database';

@Entity('api_keys')
@Index('api_keys_tenant', ['tenantId', 'id'])
export class ApiKey {
  @PrimaryId()
  id!: string;

  /** Null for a platform key. */
  @IdColumn({ name: 'tenant_id', nullable: true })
  tenantId!: string | null;

  @Column({ type: 'varchar', length: 100 })
  name!: string;

  /** For search: see searchKey. */
  @Column({ name: 'name_key', type: 'varchar', length: 255 })
  nameKey!: string;

  /** Separated by blanks. */
  @AsciiColumn(255)
  scopes!: string;

  @Column({ name: 'all_tenants', type: 'tinyint', default: 0 })
  allTenants!: 0 | 1;

  @InstantColumn({ name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @InstantColumn({ name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  @CreatedAtColumn()
  createdAt!: Date;
}

/** What a key was and is known by. Replaced ones stay, so that a secret found somewhere still tells whose it was. */
@Entity('api_key_secrets')
@Index('api_key_secrets_key', ['keyId'])
@Index('api_key_secrets_prefix', ['prefix'])
export class ApiKeySecret {
  @PrimaryColumn({ type: 'binary', length: 32 })
  hash!: Buffer;

  @IdColumn({ name: 'key_id' })
  keyId!: string;

  /** The secret's recognisable start, for lists. */
  @AsciiColumn(16)
  prefix!: string;

  /** Null for the one that holds; a replaced one works until here. */
  @InstantColumn({ name: 'ends_at', nullable: true })
  endsAt!: Date | null;

  /** To the minute, and written late. */
  @InstantColumn({ name: 'last_used_at', nullable: true })
  lastUsedAt!: Date | null;

  @CreatedAtColumn()
  createdAt!: Date;
}

/** The tenants that a platform key without all of them may speak for. */
@Entity('api_key_tenants')
@Index('api_key_tenants_tenant', ['tenantId'])
export class ApiKeyTenant {
  @PrimaryId({ name: 'key_id' })
  keyId!: string;

  @PrimaryId({ name: 'tenant_id' })
  tenantId!: string;
}
