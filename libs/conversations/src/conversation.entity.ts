import { Column, Entity, Index } from 'typeorm';
import { AsciiColumn, CountColumn, IdColumn, InstantColumn, PrimaryId } from '@tenantry/database';

/** Decides whether a report is new, a repeat or a conflict. */
@Entity('conversation_ids')
export class ConversationId {
  @PrimaryId({ name: 'tenant_id' })
  tenantId!: string;

  @AsciiColumn(100, { name: 'conversation_id', primary: true })
  conversationId!: string;

  @InstantColumn({ name: 'started_at' })
  startedAt!: Date;

  @Column({ name: 'content_hash', type: 'binary', length: 16 })
  contentHash!: Buffer;

  /** The flush that wrote the row: how a flush finds which of its rows were new. */
  @CountColumn({ name: 'flush_id' })
  flushId!: number;
}

/** As the product service reported it; never changed. Partitioned by month of its start. */
@Entity('conversations')
@Index('conversations_person', ['tenantId', 'personId', 'channel', 'startedAt'])
export class Conversation {
  @PrimaryId({ name: 'tenant_id' })
  tenantId!: string;

  @InstantColumn({ name: 'started_at', primary: true })
  startedAt!: Date;

  @AsciiColumn(100, { name: 'conversation_id', primary: true })
  conversationId!: string;

  @IdColumn({ name: 'person_id', nullable: true })
  personId!: string | null;

  @AsciiColumn(32)
  channel!: string;

  @AsciiColumn(8, { name: 'initiated_by' })
  initiatedBy!: 'end_user' | 'agent';

  @AsciiColumn(8)
  party!: 'bot' | 'agent';

  @Column({ name: 'agent_name', type: 'varchar', length: 255, nullable: true })
  agentName!: string | null;

  @Column({ type: 'varchar', length: 500, nullable: true })
  subject!: string | null;
}

/** An agent who joined a conversation after it had begun. */
@Entity('conversation_joins')
export class ConversationJoin {
  @PrimaryId({ name: 'tenant_id' })
  tenantId!: string;

  @AsciiColumn(100, { name: 'conversation_id', primary: true })
  conversationId!: string;

  @InstantColumn({ name: 'joined_at', primary: true })
  joinedAt!: Date;

  @Column({ name: 'agent_name', type: 'varchar', length: 255, primary: true })
  agentName!: string;
}

/** The one row that holds an end user's personal data, so that it can be erased without touching counts. */
@Entity('people')
export class Person {
  @PrimaryId({ name: 'tenant_id' })
  tenantId!: string;

  @PrimaryId()
  id!: string;

  @Column({ type: 'varchar', length: 190, nullable: true })
  reference!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  name!: string | null;

  /** Start of the newest conversation that named it; so for the other details. */
  @InstantColumn({ name: 'name_at', nullable: true })
  nameAt!: Date | null;

  @Column({ type: 'varchar', length: 320, nullable: true })
  email!: string | null;

  @InstantColumn({ name: 'email_at', nullable: true })
  emailAt!: Date | null;

  @Column({ type: 'varchar', length: 64, nullable: true })
  role!: string | null;

  @InstantColumn({ name: 'role_at', nullable: true })
  roleAt!: Date | null;
}
