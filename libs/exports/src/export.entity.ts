import { Column, Entity, Index } from 'typeorm';
import {
  AsciiColumn,
  CountColumn,
  CreatedAtColumn,
  IdColumn,
  InstantColumn,
  PrimaryId,
} from '@tenantry/database';

/** Nothing leads from `ready`, `failed` or `cancelled` anywhere else. */
export const exportStates = ['queued', 'running', 'ready', 'failed', 'cancelled'] as const;
export type ExportState = (typeof exportStates)[number];

@Entity('exports')
@Index('exports_running', ['tenantId', 'running'], { unique: true })
@Index('exports_tenant', ['tenantId', 'id'])
@Index('exports_due', ['running', 'leaseUntil'])
@Index('exports_expiry', ['expiresAt'])
export class Export {
  @PrimaryId()
  id!: string;

  @IdColumn({ name: 'tenant_id' })
  tenantId!: string;

  @AsciiColumn(16, { default: 'queued' })
  state!: ExportState;

  /** 1 until it has ended, null from then on: a tenant has one at a time. */
  @Column({ type: 'tinyint', nullable: true, default: 1 })
  running!: 1 | null;

  @AsciiColumn(16, { name: 'begun_by_kind' })
  begunByKind!: string;

  @IdColumn({ name: 'begun_by_id', nullable: true })
  begunById!: string | null;

  @Column({ name: 'begun_by', type: 'varchar', length: 255 })
  begunBy!: string;

  /** Grows with each process that takes it in hand: one that was overtaken finds another number here. */
  @Column({ type: 'int', unsigned: true, default: 0 })
  fence!: number;

  /** Those that were told to stop do not count. */
  @Column({ type: 'int', unsigned: true, default: 0 })
  attempts!: number;

  /** Until then it is in some process's hands; a killed one begins anew after it. */
  @InstantColumn({ name: 'lease_until', nullable: true })
  leaseUntil!: Date | null;

  /** The file that is being written. */
  @AsciiColumn(32, { nullable: true })
  part!: string | null;

  @Column({ name: 'parts_done', type: 'int', unsigned: true, default: 0 })
  partsDone!: number;

  @Column({ type: 'int', unsigned: true })
  parts!: number;

  @CountColumn({ name: 'rows_done', default: 0 })
  rowsDone!: number;

  /** Null until they are counted. */
  @CountColumn({ name: 'rows_expected', nullable: true })
  rowsExpected!: number | null;

  /** Of the whole archive; so is the checksum. */
  @CountColumn({ nullable: true })
  bytes!: number | null;

  /** SHA-256. */
  @Column({ type: 'binary', length: 32, nullable: true })
  checksum!: Buffer | null;

  @CreatedAtColumn()
  createdAt!: Date;

  @InstantColumn({ name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  /** When row and file go. */
  @InstantColumn({ name: 'expires_at' })
  expiresAt!: Date;
}
