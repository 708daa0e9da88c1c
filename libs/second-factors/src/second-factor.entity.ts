import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { CountColumn, CreatedAtColumn, IdColumn, InstantColumn, PrimaryId } from '@tenantry/database';

@Entity('second_factors')
@Index('second_factors_tenant', ['tenantId'])
export class SecondFactor {
  /** An operator's or a user's; each has one at most. */
  @PrimaryId({ name: 'subject_id' })
  subjectId!: string;

  @IdColumn({ name: 'tenant_id', nullable: true })
  tenantId!: string | null;

  /** Encrypted. */
  @Column({ type: 'varbinary', length: 255 })
  secret!: Buffer;

  /** Of the last code that was taken: it and those before it never work again. */
  @CountColumn({ name: 'last_step' })
  lastStep!: number;

  /** Null until a first code showed that the app has the secret; then it is asked for. */
  @InstantColumn({ name: 'confirmed_at', nullable: true })
  confirmedAt!: Date | null;

  @CreatedAtColumn()
  createdAt!: Date;
}

@Entity('recovery_codes')
@Index('recovery_codes_tenant', ['tenantId'])
export class RecoveryCode {
  @PrimaryId({ name: 'subject_id' })
  subjectId!: string;

  /** Keyed, so that the short codes cannot be searched for in a copy of the table. */
  @PrimaryColumn({ name: 'code_hash', type: 'binary', length: 32 })
  codeHash!: Buffer;

  @IdColumn({ name: 'tenant_id', nullable: true })
  tenantId!: string | null;

  @InstantColumn({ name: 'used_at', nullable: true })
  usedAt!: Date | null;
}
