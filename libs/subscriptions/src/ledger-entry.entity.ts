import { Column, Entity, Index } from 'typeorm';
import {
  AsciiColumn,
  CountColumn,
  CreatedAtColumn,
  IdColumn,
  InstantColumn,
  PrimaryId,
} from '@tenantry/database';

export type LedgerKind = 'refill' | 'removal' | 'correction' | 'expiry';

/** One append-only row of the purchase history: plus or minus so many licences. */
@Entity('ledger_entries')
@Index('ledger_entries_contract', ['contractId', 'id'])
@Index('ledger_entries_tenant', ['tenantId', 'id'])
export class LedgerEntry {
  @PrimaryId()
  id!: string;

  @IdColumn({ name: 'tenant_id' })
  tenantId!: string;

  @IdColumn({ name: 'contract_id' })
  contractId!: string;

  @AsciiColumn(16)
  kind!: LedgerKind;

  @CountColumn()
  quantity!: number;

  @Column({ type: 'varchar', length: 500 })
  reason!: string;

  @Column({ type: 'varchar', length: 100, nullable: true })
  reference!: string | null;

  @Column({ name: 'requested_by', type: 'varchar', length: 255, nullable: true })
  requestedBy!: string | null;

  /** The refill that an expiry row closes. */
  @IdColumn({ name: 'lot_id', nullable: true })
  lotId!: string | null;

  @InstantColumn({ name: 'valid_from' })
  validFrom!: Date;

  @InstantColumn({ name: 'valid_to', nullable: true })
  validTo!: Date | null;

  /** When it was added to what the contract bought; null while its validity lies ahead. */
  @InstantColumn({ name: 'begun_at', nullable: true })
  begunAt!: Date | null;

  /** The contract's consumption at that moment: decides which lot later use burns. */
  @CountColumn({ name: 'consumed_then', nullable: true })
  consumedThen!: number | null;

  @Column({ name: 'recorded_by', type: 'varchar', length: 255 })
  recordedBy!: string;

  @CreatedAtColumn()
  createdAt!: Date;
}

/** What the ledger's job has to do, and when; a row goes in the transaction that does it. */
@Entity('ledger_due')
@Index('ledger_due_tenant', ['tenantId'])
export class LedgerDue {
  @InstantColumn({ name: 'due_at', primary: true })
  dueAt!: Date;

  @PrimaryId({ name: 'entry_id' })
  entryId!: string;

  @AsciiColumn(8, { primary: true })
  event!: 'begin' | 'expire';

  @IdColumn({ name: 'tenant_id' })
  tenantId!: string;
}

@Entity('subscription_contacts')
export class SubscriptionContact {
  @PrimaryId({ name: 'tenant_id' })
  tenantId!: string;

  @AsciiColumn(16, { primary: true })
  kind!: 'technical' | 'billing';

  @Column({ type: 'int', unsigned: true, primary: true })
  position!: number;

  @Column({ type: 'varchar', length: 254 })
  email!: string;
}
