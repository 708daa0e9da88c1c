import { Injectable } from '@nestjs/common';
import { checkPassword, OneTimeTokens, Passwords, Sessions } from '@tenantry/credentials';
import type { Subject } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { idToBytes } from '@tenantry/kernel';
import type { Details } from './people.service';

/** What every new password does, whichever way it came. */
@Injectable()
export class NewPasswords {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly tokens: OneTimeTokens,
  ) {}

  check(password: string, { guessable }: Details, field?: string): void {
    checkPassword(password, guessable, field);
  }

  hash(password: string): Promise<string> {
    return this.passwords.hash(password);
  }

  /**
   * In the running transaction; false when the account is active no longer or has another password than `old`.
   * Sessions other than `keep`, and links sent before, end.
   */
  async set(
    { kind, id }: Pick<Subject, 'kind' | 'id'>,
    passwordHash: string,
    { old = null, keep = null }: { old?: string | null; keep?: string | null } = {},
  ): Promise<boolean> {
    const own = kind === 'user' ? ', must_change_password = 0, password_expires_at = NULL' : '';
    const updated = await this.database.manager.query(
      `UPDATE ${kind === 'user' ? 'users' : 'operators'} SET password_hash = ?${own}
       WHERE id = ? AND state = 'active'${old === null ? '' : ' AND password_hash = ?'}`,
      [passwordHash, idToBytes(id), ...(old === null ? [] : [old])],
    );
    if (updated.affectedRows !== 1) return false;
    if (keep === null) await this.sessions.endAllOfSubject(id);
    else await this.sessions.endOthersOf(id, keep);
    await this.tokens.endAllOfSubject(id);
    return true;
  }
}
