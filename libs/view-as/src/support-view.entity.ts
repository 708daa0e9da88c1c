import { Column, Entity, Index } from 'typeorm';
import { AsciiColumn, CreatedAtColumn, IdColumn, InstantColumn, PrimaryId } from '@tenantry/database';

/** What ended it: see the README. */
export const endings = ['stopped', 'revoked', 'expired', 'idle', 'disabled', 'operator', 'host'] as const;
export type Ending = (typeof endings)[number];

/** One operator's look at a tenant. Its session has the same id. */
@Entity('support_views')
@Index('support_views_tenant', ['tenantId', 'id'])
@Index('support_views_open', ['endedAt', 'begunAt'])
export class SupportView {
  @PrimaryId()
  id!: string;

  @IdColumn({ name: 'tenant_id' })
  tenantId!: string;

  @IdColumn({ name: 'operator_id' })
  operatorId!: string;

  @Column({ name: 'operator_name', type: 'varchar', length: 255 })
  operatorName!: string;

  /** The operator's session in the console that it was asked for in; it lives no longer than that one. */
  @IdColumn({ name: 'console_session_id' })
  consoleSessionId!: string;

  /** Where it may begin, and nowhere else. */
  @AsciiColumn(253)
  host!: string;

  @Column({ type: 'varchar', length: 500 })
  reason!: string;

  @CreatedAtColumn()
  createdAt!: Date;

  /** Null while the code waits to be used. */
  @InstantColumn({ name: 'begun_at', nullable: true })
  begunAt!: Date | null;

  @InstantColumn({ name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @AsciiColumn(16, { name: 'ended_how', nullable: true })
  endedHow!: Ending | null;
}
