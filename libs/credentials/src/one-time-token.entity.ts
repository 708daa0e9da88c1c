import { Column, Entity, Index } from 'typeorm';
import { AsciiColumn, CreatedAtColumn, IdColumn, InstantColumn, PrimaryId } from '@tenantry/database';

@Entity('one_time_tokens')
@Index('one_time_tokens_token', ['tokenHash'], { unique: true })
@Index('one_time_tokens_subject', ['subjectId', 'purpose', 'id'])
@Index('one_time_tokens_tenant', ['tenantId', 'id'])
export class OneTimeToken {
  @PrimaryId()
  id!: string;

  @IdColumn({ name: 'tenant_id', nullable: true })
  tenantId!: string | null;

  @AsciiColumn(32)
  purpose!: string;

  @IdColumn({ name: 'subject_id' })
  subjectId!: string;

  @Column({ name: 'token_hash', type: 'binary', length: 32 })
  tokenHash!: Buffer;

  /** What it is about, where the purpose does not say it all: the address that an e-mail change waits for. */
  @Column({ type: 'varchar', length: 254, nullable: true })
  detail!: string | null;

  @InstantColumn({ name: 'expires_at' })
  expiresAt!: Date;

  /** When it was used, or killed by a later one. */
  @InstantColumn({ name: 'used_at', nullable: true })
  usedAt!: Date | null;

  @CreatedAtColumn()
  createdAt!: Date;
}
