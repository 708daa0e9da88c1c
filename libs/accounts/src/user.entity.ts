import { Column, Entity, Index } from 'typeorm';
import { AsciiColumn, CreatedAtColumn, IdColumn, InstantColumn, PrimaryId } from '@tenantry/database';

@Entity('users')
@Index('users_search', ['tenantId', 'searchKey'])
@Index('users_role', ['tenantId', 'role', 'id'])
@Index('users_username', ['tenantId', 'usernameKey'], { unique: true })
@Index('users_email', ['tenantId', 'emailKey'], { unique: true })
export class User {
  @PrimaryId()
  id!: string;

  @IdColumn({ name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'varchar', length: 100 })
  username!: string;

  @Column({ name: 'username_key', type: 'varchar', length: 100 })
  usernameKey!: string;

  @Column({ type: 'varchar', length: 254 })
  email!: string;

  @Column({ name: 'email_key', type: 'varchar', length: 254 })
  emailKey!: string;

  @Column({ name: 'first_name', type: 'varchar', length: 100 })
  firstName!: string;

  @Column({ name: 'last_name', type: 'varchar', length: 100 })
  lastName!: string;

  /** Name, then username, as lists search and sort by them. */
  @Column({ name: 'search_key', type: 'varchar', length: 600 })
  searchKey!: string;

  @AsciiColumn(16)
  role!: 'admin' | 'supervisor' | 'agent' | 'member';

  /** Invited: has an activation link and no password yet. */
  @AsciiColumn(16)
  state!: 'invited' | 'active' | 'disabled';

  @AsciiColumn(255, { name: 'password_hash', nullable: true })
  passwordHash!: string | null;

  @Column({ name: 'must_change_password', type: 'tinyint', default: 0 })
  mustChangePassword!: 0 | 1;

  /** A one-time password is worth nothing from here on. */
  @InstantColumn({ name: 'password_expires_at', nullable: true })
  passwordExpiresAt!: Date | null;

  /** The tenant's when null; so is the zone. */
  @AsciiColumn(16, { nullable: true })
  language!: string | null;

  @AsciiColumn(64, { name: 'time_zone', nullable: true })
  timeZone!: string | null;

  @InstantColumn({ name: 'last_signed_in_at', nullable: true })
  lastSignedInAt!: Date | null;

  @CreatedAtColumn()
  createdAt!: Date;
}
