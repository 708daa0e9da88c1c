import { Entity, Index } from 'typeorm';
import { AsciiColumn, IdColumn, InstantColumn, PrimaryId } from '@tenantry/database';

/** What costs one licence: the window that its first conversation opened. */
@Entity('sessions')
@Index('sessions_chain', ['contractId', 'personId', 'channel', 'startedAt'])
@Index('sessions_id', ['id'])
export class Session {
  @PrimaryId({ name: 'tenant_id' })
  tenantId!: string;

  @InstantColumn({ name: 'started_at', primary: true })
  startedAt!: Date;

  @PrimaryId()
  id!: string;

  @IdColumn({ name: 'contract_id' })
  contractId!: string;

  /** Null for a conversation without a user, which has a session of its own. */
  @IdColumn({ name: 'person_id', nullable: true })
  personId!: string | null;

  @AsciiColumn(32)
  channel!: string;

  /** The conversation that opened it. */
  @AsciiColumn(100, { name: 'conversation_id' })
  conversationId!: string;

  @AsciiColumn(8, { name: 'initiated_by' })
  initiatedBy!: 'end_user' | 'agent';
}

/** One row a (contract, user, channel): the lock under which its sessions are decided, and where they end. */
@Entity('session_chains')
@Index('session_chains_tenant', ['tenantId'])
export class SessionChain {
  @PrimaryId({ name: 'contract_id' })
  contractId!: string;

  @PrimaryId({ name: 'person_id' })
  personId!: string;

  @AsciiColumn(32, { primary: true })
  channel!: string;

  @IdColumn({ name: 'tenant_id' })
  tenantId!: string;

  @InstantColumn({ name: 'last_started_at' })
  lastStartedAt!: Date;
}
