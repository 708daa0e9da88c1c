import { Column, Entity, Index } from 'typeorm';
import { AsciiColumn, CreatedAtColumn, IdColumn, InstantColumn, PrimaryId } from '@tenantry/database';

/** `held`: its tenant is disabled. `withdrawn`: nobody wants it any more. `dead`: given up, with the reason. */
export type MailState = 'queued' | 'held' | 'sent' | 'withdrawn' | 'dead';

@Entity('outbox')
@Index('outbox_dedupe', ['dedupeKey'], { unique: true })
@Index('outbox_due', ['state', 'nextAttemptAt', 'id'])
@Index('outbox_tenant', ['tenantId', 'id'])
@Index('outbox_address', ['tenantId', 'toAddress', 'id'])
export class OutboxMail {
  @PrimaryId()
  id!: string;

  /** Null for mail of the platform itself. */
  @IdColumn({ name: 'tenant_id', nullable: true })
  tenantId!: string | null;

  @AsciiColumn(64)
  letter!: string;

  @Column({ name: 'to_address', type: 'varchar', length: 320 })
  toAddress!: string;

  @AsciiColumn(16)
  language!: string;

  @AsciiColumn(64, { name: 'time_zone' })
  timeZone!: string;

  /** JSON text; instants in it are ISO strings. */
  @Column({ type: 'longtext' })
  params!: string;

  /** Encrypted JSON; null once the mail left the queue. */
  @Column({ type: 'blob', nullable: true })
  secrets!: Buffer | null;

  /** Fixed when posted, so that a repeat after a crash can be recognised as one. */
  @AsciiColumn(255, { name: 'message_id' })
  messageId!: string;

  @AsciiColumn(190, { name: 'dedupe_key', nullable: true })
  dedupeKey!: string | null;

  @AsciiColumn(16, { default: 'queued' })
  state!: MailState;

  /** Counted when claimed, so that a mail which kills its process is given up too. */
  @Column({ type: 'int', unsigned: true, default: 0 })
  attempts!: number;

  /** When it is due; while a process works on it, when others may take it over. */
  @InstantColumn({ name: 'next_attempt_at' })
  nextAttemptAt!: Date;

  @Column({ name: 'last_error', type: 'varchar', length: 500, nullable: true })
  lastError!: string | null;

  @CreatedAtColumn()
  createdAt!: Date;

  @InstantColumn({ name: 'sent_at', nullable: true })
  sentAt!: Date | null;
}
