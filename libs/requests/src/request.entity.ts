import { Column, Entity, Index } from 'typeorm';
import {
  AsciiColumn,
  CountColumn,
  CreatedAtColumn,
  IdColumn,
  InstantColumn,
  PrimaryId,
} from '@tenantry/database';

export const requestStates = ['open', 'approved', 'partly_approved', 'declined', 'withdrawn'] as const;
export type RequestState = (typeof requestStates)[number];

/** What a tenant asked of the operators, and what became of it. */
@Entity('requests')
@Index('requests_open', ['tenantId', 'openKey'], { unique: true })
@Index('requests_tenant', ['tenantId', 'id'])
@Index('requests_state', ['state', 'id'])
export class Request {
  @PrimaryId()
  id!: string;

  @IdColumn({ name: 'tenant_id' })
  tenantId!: string;

  @AsciiColumn(16)
  kind!: 'expansion';

  /** Of an expansion: the capability. */
  @AsciiColumn(64)
  subject!: string;

  /** So many more than there are. */
  @CountColumn({ unsigned: true })
  quantity!: number;

  @Column({ type: 'varchar', length: 500 })
  reason!: string;

  @AsciiColumn(16, { default: 'open' })
  state!: RequestState;

  /** Kind and subject while it is open, so that there is one at a time. */
  @AsciiColumn(81, { name: 'open_key', nullable: true })
  openKey!: string | null;

  @IdColumn({ name: 'requested_by_id' })
  requestedById!: string;

  @Column({ name: 'requested_by', type: 'varchar', length: 255 })
  requestedBy!: string;

  /** So many more were given. */
  @CountColumn({ unsigned: true, nullable: true })
  granted!: number | null;

  /** What the operator had to say: the reason of a refusal. */
  @Column({ type: 'varchar', length: 500, nullable: true })
  note!: string | null;

  @Column({ name: 'decided_by', type: 'varchar', length: 255, nullable: true })
  decidedBy!: string | null;

  @InstantColumn({ name: 'decided_at', nullable: true })
  decidedAt!: Date | null;

  @CreatedAtColumn()
  createdAt!: Date;
}
