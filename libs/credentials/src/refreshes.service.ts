import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { bytesToId, Clock, DomainError, isId, SECOND, sha256, Vault } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { IsNull } from 'typeorm';
import { subjectOf } from './living-session';
import type { LivingRow } from './living-row';
import { Sessions } from './sessions.service';
import { SignInSession, SignInSuccession } from './sign-in.entity';

/** How long a replaced token still leads to its successor: tabs that refresh at once, an answer that got lost. */
const REPEATS = 30 * SECOND;
/** Far more than anyone can refresh within that time one after another. */
const MOST_STEPS = 10_000;

export interface Refreshed {
  sessionToken: string;
  expiresAt: Date;
  accessToken: string;
  accessExpiresAt: Date;
}

/**
 * Each refresh replaces the session's token. A token is derived from the one before it, so every process gives
 * a repeat the same answer and nothing secret is stored. One that was replaced longer ago is in two hands: the
 * session ends for both.
 */
@Injectable()
export class Refreshes {
  constructor(
    private readonly database: Database,
    private readonly sessions: Sessions,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  async refresh(sessionToken: string, who: Who): Promise<Refreshed> {
    const id = sessionToken.split('.')[0]!;
    const { host } = who;
    const row = host !== null && isId(id) ? await this.sessions.living(id, host) : undefined;
    if (!row) throw sessionEnded();
    const current = await this.database.transaction(() => this.rotate(sessionToken, row, who));
    if (current === null) throw sessionEnded();
    return { sessionToken: current, expiresAt: row.expires_at, ...this.sessions.access(row, host!) };
  }

  /** The token that is good from now on; null when this one is no longer, or never was. */
  private async rotate(sessionToken: string, row: LivingRow, who: Who): Promise<string | null> {
    const { manager } = this.database;
    const now = this.clock.now();
    const tokenHash = sha256(sessionToken);
    const sessionId = bytesToId(row.id);
    const next = this.successorOf(sessionToken);
    // Of several at once one replaces the token; the others wait here and find that it was replaced.
    const replaced = await manager.update(
      SignInSession,
      { id: sessionId, tokenHash, endedAt: IsNull() },
      {
        tokenHash: sha256(next),
        lastUsedAt: now,
        ip: who.ip?.slice(0, 45) ?? null,
        userAgent: who.userAgent?.slice(0, 255) ?? null,
      },
    );
    if (replaced.affected === 1) {
      await manager.insert(SignInSuccession, { tokenHash, sessionId, replacedAt: now });
      return next;
    }
    const old = await manager.findOneBy(SignInSuccession, { tokenHash, sessionId });
    if (!old) return null;
    if (now.getTime() - old.replacedAt.getTime() <= REPEATS) return this.newest(next, sessionId);
    await this.endReused(row, sessionId, who);
    return null;
  }

  private async newest(token: string, id: string): Promise<string | null> {
    const session = await this.database.manager.findOneBy(SignInSession, { id, endedAt: IsNull() });
    for (let step = 0, candidate = token; session && step < MOST_STEPS; step++) {
      if (sha256(candidate).equals(session.tokenHash)) return candidate;
      candidate = this.successorOf(candidate);
    }
    return null;
  }

  private async endReused(row: LivingRow, sessionId: string, who: Who): Promise<void> {
    const { id, kind, tenantId } = subjectOf(row);
    if ((await this.sessions.end(id, sessionId)) === 0) return;
    const name = kind === 'user' ? `${row.first_name} ${row.last_name}` : row.operator_name;
    await who.record({
      tenantId,
      type: 'sign_in',
      action: 'sign_in.token_reused',
      target: { kind: kind === 'user' ? kind : 'operator', id, name },
      after: { session: sessionId, host: who.host },
    });
  }

  private successorOf(sessionToken: string): string {
    const secret = this.vault.mac('session-succession', sessionToken).toString('base64url');
    return `${sessionToken.split('.')[0]}.${secret}`;
  }
}

const sessionEnded = () =>
  new DomainError('unauthenticated', 'Your session has ended. Sign in again.', { code: 'session_ended' });
