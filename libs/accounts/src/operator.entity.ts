import { Column, Entity, Index } from 'typeorm';
import { AsciiColumn, CreatedAtColumn, InstantColumn, PrimaryId } from '@tenantry/database';

@Entity('operators')
@Index('operators_email', ['emailKey'], { unique: true })
export class Operator {
  @PrimaryId()
  id!: string;

  @Column({ type: 'varchar', length: 254 })
  email!: string;

  @Column({ name: 'email_key', type: 'varchar', length: 254 })
  emailKey!: string;

  @Column({ type: 'varchar', length: 255 })
  name!: string;

  /** The name as lists search and sort by it. */
  @Column({ name: 'search_key', type: 'varchar', length: 600 })
  searchKey!: string;

  @AsciiColumn(255, { name: 'password_hash', nullable: true })
  passwordHash!: string | null;

  @AsciiColumn(16)
  role!: 'admin' | 'support' | 'auditor';

  /** Invited: has a link and no password yet. */
  @AsciiColumn(16)
  state!: 'invited' | 'active' | 'disabled';

  @AsciiColumn(16)
  language!: string;

  @AsciiColumn(64, { name: 'time_zone' })
  timeZone!: string;

  @InstantColumn({ name: 'last_signed_in_at', nullable: true })
  lastSignedInAt!: Date | null;

  @CreatedAtColumn()
  createdAt!: Date;
}
