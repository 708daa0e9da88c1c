import { Column, Entity, Index } from 'typeorm';
import { AsciiColumn, CreatedAtColumn, IdColumn, InstantColumn, PrimaryId } from '@tenantry/database';

@Entity('api_keys')
@Index('api_keys_secret', ['secretHash'], { unique: true })
@Index('api_keys_tenant', ['tenantId', 'id'])
export class ApiKey {
  @PrimaryId()
  id!: string;

  /** Null for a platform key. */
  @IdColumn({ name: 'tenant_id', nullable: true })
  tenantId!: string | null;

  @Column({ type: 'varchar', length: 100 })
  name!: string;

  /** The secret's recognisable start, for lists. */
  @AsciiColumn(16)
  prefix!: string;

  @Column({ name: 'secret_hash', type: 'binary', length: 32 })
  secretHash!: Buffer;

  /** Separated by blanks. */
  @AsciiColumn(255)
  scopes!: string;

  @Column({ name: 'all_tenants', type: 'tinyint', default: 0 })
  allTenants!: 0 | 1;

  @InstantColumn({ name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @InstantColumn({ name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

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
