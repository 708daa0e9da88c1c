import { Injectable } from '@nestjs/common';
import { Logins } from '@tenantry/accounts';
import { checkPassword, Passwords, Sessions, tenantOf, Throttle } from '@tenantry/credentials';
import type { Person } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { DomainError, idToBytes, invalid } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';

/** People changing the password they sign in with. */
@Injectable()
export class OwnPasswords {
  constructor(
    private readonly database: Database,
    private readonly logins: Logins,
    private readonly passwords: Passwords,
    private readonly throttle: Throttle,
    private readonly sessions: Sessions,
  ) {}

  /** Ends the person's other sessions. Guessing `current` in a stolen session is throttled like signing in. */
  async change(person: Person, current: string, next: string, who: Who): Promise<void> {
    const { kind, id } = person;
    const tenantId = tenantOf(person);
    const account = await this.logins.named({ kind, id, tenantId });
    if (!account) throw new DomainError('unauthenticated', 'Sign in first.', { code: 'not_signed_in' });
    checkPassword(next, await this.namesOf(person), 'next');
    if (next === current)
      throw invalid('next', 'The new password must differ from the old one.', 'password_unchanged');
    const attempt = await this.throttle.begin(['change', id], who.ip);
    let right: boolean;
    try {
      right = await this.passwords.verify(account.passwordHash, current);
    } catch (error) {
      await this.throttle.forget(attempt);
      throw error;
    }
    if (!right) {
      await this.database.transaction(() => this.throttle.fail(attempt));
      throw invalid('current', 'This is not your password.', 'wrong_password');
    }
    const passwordHash = await this.passwords.hash(next);
    await this.database.transaction(async () => {
      await this.throttle.pass(attempt);
      await this.write(person, account.passwordHash!, passwordHash);
      await this.sessions.endOthersOf(id, person.sessionId);
      await who.record({
        tenantId,
        type: 'user',
        action: `${kind}.password_changed`,
        target: { kind, id, name: person.name },
        before: { mustChangePassword: account.mustChangePassword },
        after: { mustChangePassword: false },
      });
    });
  }

  /** Of two changes at once the second finds another password than it checked. */
  private async write({ kind, id }: Person, old: string, passwordHash: string): Promise<void> {
    const own = kind === 'user' ? ', must_change_password = 0, password_expires_at = NULL' : '';
    const updated = await this.database.manager.query(
      `UPDATE ${kind === 'user' ? 'users' : 'operators'} SET password_hash = ?${own}
       WHERE id = ? AND password_hash = ? AND state = 'active'`,
      [passwordHash, idToBytes(id), old],
    );
    if (updated.affectedRows !== 1)
      throw new DomainError('conflict', 'The password was changed elsewhere meanwhile.', {
        code: 'password_changed_meanwhile',
      });
  }

  private async namesOf({ kind, id }: Person): Promise<string[]> {
    const [row] = await this.database.query<Record<string, string>[]>(
      kind === 'user'
        ? `SELECT u.username, u.email, t.company_name, t.slug FROM users u JOIN tenants t ON t.id = u.tenant_id
           WHERE u.id = ?`
        : 'SELECT email, name FROM operators WHERE id = ?',
      [idToBytes(id)],
    );
    return Object.values(row ?? {});
  }
}
