import { Injectable } from '@nestjs/common';
import { Logins } from '@tenantry/accounts';
import type { Account } from '@tenantry/accounts';
import { Passwords, tenantOf, Throttle } from '@tenantry/credentials';
import type { Attempt, Person } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { DomainError, invalid } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';

export interface Proof {
  account: Account;
  /** Passed in the transaction of what it allows. */
  attempt: Attempt;
}

/** That whoever holds the session also knows its password. */
@Injectable()
export class Proofs {
  constructor(
    private readonly database: Database,
    private readonly logins: Logins,
    private readonly passwords: Passwords,
    private readonly throttle: Throttle,
  ) {}

  /**
   * Guessing in a stolen session is throttled by session: it does not lock the owner out of another. Failures are
   * written down.
   */
  async ofPassword(person: Person, password: string, field: string, who: Who): Promise<Proof> {
    const { kind, id } = person;
    const account = await this.logins.named({ kind, id, tenantId: tenantOf(person) });
    if (!account) throw new DomainError('unauthenticated', 'Sign in first.', { code: 'not_signed_in' });
    const attempt = await this.throttle.begin(['proof', person.sessionId], who.ip);
    let right: boolean;
    try {
      right = await this.passwords.verify(account.passwordHash, password);
    } catch (error) {
      await this.throttle.forget(attempt);
      throw error;
    }
    const proof = { account, attempt };
    if (right) return proof;
    await this.reject(proof, person, who);
    throw invalid(field, 'This is not your password.', 'wrong_password');
  }

  /** In the running transaction. */
  async accept({ attempt }: Proof): Promise<void> {
    await this.throttle.pass(attempt);
  }

  /** What was asked for beside the password was wrong. */
  async reject({ attempt }: Proof, person: Person, who: Who): Promise<void> {
    const { kind, id, name } = person;
    await this.database.transaction(async () => {
      await this.throttle.fail(attempt);
      const target = { kind, id, name };
      await who.record({
        tenantId: tenantOf(person),
        type: 'sign_in',
        action: `${kind}.proof_failed`,
        target,
      });
    });
  }
}
