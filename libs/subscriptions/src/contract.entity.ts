import { Column, Entity, Index } from 'typeorm';
import {
  AsciiColumn,
  CountColumn,
  CreatedAtColumn,
  IdColumn,
  InstantColumn,
  PrimaryId,
} from '@tenantry/database';

@Entity('contracts')
@Index('contracts_tenant', ['tenantId', 'startsAt'])
@Index('contracts_end', ['endsAt', 'id'])
export class Contract {
  @PrimaryId()
  id!: string;

  @IdColumn({ name: 'tenant_id' })
  tenantId!: string;

  @AsciiColumn(16)
  type!: 'session';

  @Column({ name: 'session_minutes', type: 'int', unsigned: true, nullable: true })
  sessionMinutes!: number | null;

  @InstantColumn({ name: 'starts_at' })
  startsAt!: Date;

  /** First instant that is no longer in the contract; null while it is open. */
  @InstantColumn({ name: 'ends_at', nullable: true })
  endsAt!: Date | null;

  @CreatedAtColumn()
  createdAt!: Date;
}

/**
 * What a contract bought and used. Its row is the last lock that any transaction takes, so that counting,
 * buying and claiming steps follow one another.
 */
@Entity('contract_counters')
@Index('contract_counters_tenant', ['tenantId'])
@Index('contract_counters_used', ['usedPermille', 'contractId'])
export class ContractCounter {
  @PrimaryId({ name: 'contract_id' })
  contractId!: string;

  @IdColumn({ name: 'tenant_id' })
  tenantId!: string;

  /** Sum of the ledger rows that have begun. */
  @CountColumn({ default: 0 })
  purchased!: number;

  @CountColumn({ default: 0 })
  consumed!: number;

  /** Smallest use at which a threshold step waits to be claimed. */
  @CountColumn({ name: 'next_step_at', nullable: true })
  nextStepAt!: number | null;

  /** Consumed of a thousand purchased, rounded down; null while nothing is. Lists across tenants go by it. */
  @CountColumn({ name: 'used_permille', nullable: true })
  usedPermille!: number | null;
}

/** Sets it from what stands in the row, behind every change of the other two. */
export const USED_PERMILLE = 'used_permille = IF(purchased > 0, consumed * 1000 DIV purchased, NULL)';
