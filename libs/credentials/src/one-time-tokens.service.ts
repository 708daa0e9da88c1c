import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { Clock, DAY, idToBytes, newId, randomToken, sha256 } from '@tenantry/kernel';
import { In, IsNull, MoreThan } from 'typeorm';
import { OneTimeToken } from './one-time-token.entity';

/** What a token is good for; it is worth nothing anywhere else. */
export type Purpose = 'activation' | 'operator-invitation' | 'password-reset' | 'email-change' | 'view';

/** Whose a token is. */
export interface TokenSubject {
  subjectId: string;
  tenantId: string | null;
  detail: string | null;
}

/** Secrets sent by mail, or carried from the console to a tenant's host: kept as hashes, used once, dead after their time. */
@Injectable()
export class OneTimeTokens {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * In the running transaction, which holds the subject's row where two could be issued at once. The subject's
   * earlier tokens of this purpose die.
   */
  async issue(
    purpose: Purpose,
    subject: { id: string; tenantId: string | null },
    lifetime: number,
    detail: string | null = null,
  ) {
    const earlier = { subjectId: subject.id, purpose, usedAt: IsNull() };
    await this.database.manager.update(OneTimeToken, earlier, { usedAt: this.clock.now() });
    return this.first(purpose, subject, lifetime, detail);
  }

  /** The same for a subject that was added in the running transaction and cannot have had any. */
  async first(
    purpose: Purpose,
    subject: { id: string; tenantId: string | null },
    lifetime: number,
    detail: string | null = null,
  ) {
    const now = this.clock.now();
    const token = randomToken();
    const expiresAt = new Date(now.getTime() + lifetime);
    await this.database.insert(OneTimeToken, {
      id: newId(),
      tenantId: subject.tenantId,
      purpose,
      subjectId: subject.id,
      tokenHash: sha256(token),
      detail,
      expiresAt,
      createdAt: now,
    });
    return { token, expiresAt };
  }

  /** Looking does not use it up. */
  find(purpose: Purpose, token: string): Promise<TokenSubject | null> {
    return this.database.read.findOneBy(OneTimeToken, this.live(purpose, token));
  }

  /** When the tokens that are waited for run out, or ran out, by subject. */
  async waitedFor(purpose: Purpose, subjectIds: string[]): Promise<Map<string, Date>> {
    if (subjectIds.length === 0) return new Map();
    const tokens = await this.database.read.findBy(OneTimeToken, {
      subjectId: In(subjectIds),
      purpose,
      usedAt: IsNull(),
    });
    return new Map(tokens.map(({ subjectId, expiresAt }) => [subjectId, expiresAt]));
  }

  /** In the running transaction. Of many at once exactly one gets true. */
  async use(purpose: Purpose, token: string): Promise<boolean> {
    const used = await this.database.manager.update(OneTimeToken, this.live(purpose, token), {
      usedAt: this.clock.now(),
    });
    return used.affected === 1;
  }

  /** In the running transaction. Whatever was sent to this account is dead from here on. */
  async endAllOfSubject(subjectId: string): Promise<void> {
    await this.database.manager.query(
      'UPDATE one_time_tokens SET used_at = ? WHERE subject_id = ? AND used_at IS NULL',
      [this.clock.now(), idToBytes(subjectId)],
    );
  }

  /** In the running transaction. Gives the other addresses that links were sent to. */
  async eraseAllOfSubject(subjectId: string): Promise<string[]> {
    const { manager } = this.database;
    const tokens = await manager.findBy(OneTimeToken, { subjectId });
    await manager.delete(OneTimeToken, { subjectId });
    return [
      ...new Set(tokens.flatMap(({ purpose, detail }) => (purpose === 'email-change' && detail) || [])),
    ];
  }

  /**
   * In the running transaction: writes as much as issuing and sending one does, for nobody. Who asks whether an
   * account exists must not learn it from the time that an answer takes.
   */
  async pretend(purpose: Purpose): Promise<void> {
    const { manager } = this.database;
    const now = this.clock.now();
    const subjectId = newId();
    await manager.update(OneTimeToken, { subjectId, purpose, usedAt: IsNull() }, { usedAt: now });
    const dead = { tenantId: null, purpose, subjectId, expiresAt: now, usedAt: now, createdAt: now };
    for (let rows = 0; rows < 2; rows++)
      await manager.insert(OneTimeToken, { ...dead, id: newId(), tokenHash: sha256(randomToken()) });
  }

  /** In the running transaction. */
  async endAllOf(tenantId: string): Promise<void> {
    await this.database.manager.query(
      'UPDATE one_time_tokens SET used_at = ? WHERE tenant_id = ? AND used_at IS NULL',
      [this.clock.now(), idToBytes(tenantId)],
    );
  }

  async sweep(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - 30 * DAY);
    await this.database.query('DELETE FROM one_time_tokens WHERE expires_at < ?', [before]);
  }

  private live(purpose: Purpose, token: string) {
    return { tokenHash: sha256(token), purpose, usedAt: IsNull(), expiresAt: MoreThan(this.clock.now()) };
  }
}
