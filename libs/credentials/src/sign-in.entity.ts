import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { AsciiColumn, CreatedAtColumn, IdColumn, InstantColumn, PrimaryId } from '@tenantry/database';

@Entity('sign_in_sessions')
@Index('sign_in_sessions_token', ['tokenHash'], { unique: true })
@Index('sign_in_sessions_subject', ['subjectId', 'id'])
@Index('sign_in_sessions_tenant', ['tenantId', 'id'])
export class SignInSession {
  @PrimaryId()
  id!: string;

  /** Null for an operator's in the console. */
  @IdColumn({ name: 'tenant_id', nullable: true })
  tenantId!: string | null;

  /** A viewer is an operator who looks at the tenant. */
  @AsciiColumn(16, { name: 'subject_kind' })
  subjectKind!: 'operator' | 'user' | 'viewer';

  @IdColumn({ name: 'subject_id' })
  subjectId!: string;

  @AsciiColumn(253)
  host!: string;

  @Column({ name: 'token_hash', type: 'binary', length: 32 })
  tokenHash!: Buffer;

  /** Of the last use, like the user agent. */
  @AsciiColumn(45, { nullable: true })
  ip!: string | null;

  @Column({ name: 'user_agent', type: 'varchar', length: 255, nullable: true })
  userAgent!: string | null;

  @CreatedAtColumn()
  createdAt!: Date;

  /** Moved by refreshing; too long ago ends the session. */
  @InstantColumn({ name: 'last_used_at' })
  lastUsedAt!: Date;

  /** The end that no use moves. */
  @InstantColumn({ name: 'expires_at' })
  expiresAt!: Date;

  @InstantColumn({ name: 'ended_at', nullable: true })
  endedAt!: Date | null;
}

/** A session's token that a later one has replaced. */
@Entity('sign_in_successions')
@Index('sign_in_successions_session', ['sessionId'])
export class SignInSuccession {
  @PrimaryColumn({ name: 'token_hash', type: 'binary', length: 32 })
  tokenHash!: Buffer;

  @IdColumn({ name: 'session_id' })
  sessionId!: string;

  @InstantColumn({ name: 'replaced_at' })
  replacedAt!: Date;
}

@Entity('sign_in_attempts')
@Index('sign_in_attempts_account', ['accountKey', 'outcome', 'at'])
@Index('sign_in_attempts_address', ['address', 'outcome', 'at'])
@Index('sign_in_attempts_at', ['outcome', 'at'])
export class SignInAttempt {
  @PrimaryId()
  id!: string;

  /** A hash of what was typed, never of what it led to: equal counts must not tell that two names are one. */
  @Column({ name: 'account_key', type: 'binary', length: 32 })
  accountKey!: Buffer;

  @AsciiColumn(45)
  address!: string;

  @AsciiColumn(8)
  outcome!: 'pending' | 'failed' | 'passed';

  @InstantColumn()
  at!: Date;
}
