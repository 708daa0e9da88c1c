import { Injectable } from '@nestjs/common';
import { OneTimeTokens, tenantOf } from '@tenantry/credentials';
import type { Person } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { DomainError, invalid } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { NewPasswords } from './new-passwords.service';
import { People } from './people.service';
import type { Details } from './people.service';
import { Proofs } from './proofs.service';

/** People setting the password they sign in with: by the old one, or by a link sent to their address. */
@Injectable()
export class OwnPasswords {
  constructor(
    private readonly database: Database,
    private readonly people: People,
    private readonly proofs: Proofs,
    private readonly newPasswords: NewPasswords,
    private readonly tokens: OneTimeTokens,
  ) {}

  /** Ends the person's other sessions. */
  async change(person: Person, current: string, next: string, who: Who): Promise<void> {
    const { kind, id, name, sessionId } = person;
    const tenantId = tenantOf(person);
    const details = await this.people.find({ kind, id, tenantId });
    if (details) this.newPasswords.check(next, details, 'next');
    if (next === current)
      throw invalid('next', 'The new password must differ from the old one.', 'password_unchanged');
    const proof = await this.proofs.ofPassword(person, current, 'current', who);
    const { passwordHash: old, mustChangePassword } = proof.account;
    if (proof.account.obstacle === 'password_expired') {
      await this.database.transaction(() => this.proofs.accept(proof));
      throw oneTimeOver();
    }
    const passwordHash = await this.newPasswords.hash(next);
    await this.database.transaction(async () => {
      await this.proofs.accept(proof);
      // Of two changes at once the second finds another password than it checked.
      if (!(await this.newPasswords.set(person, passwordHash, { old, keep: sessionId })))
        throw new DomainError('conflict', 'The password was changed elsewhere meanwhile.', {
          code: 'password_changed_meanwhile',
        });
      await who.record({
        tenantId,
        type: 'user',
        action: `${kind}.password_changed`,
        target: { kind, id, name },
        before: { mustChangePassword },
        after: { mustChangePassword: false },
      });
    });
  }

  /** Whose password a link sets: what the mail that brought it says too. */
  async resetLink(token: string, host: string | null): Promise<Pick<Details, 'login' | 'companyName'>> {
    const { login, companyName } = await this.opened(token, host);
    return { login, companyName };
  }

  /** By the link of a mail. Ends every session: whoever forgot the password wants no one else to know it. */
  async reset(token: string, password: string, who: Who): Promise<{ login: string }> {
    const details = await this.opened(token, who.host);
    this.newPasswords.check(password, details);
    const passwordHash = await this.newPasswords.hash(password);
    const { subject, name, login } = details;
    const { kind, id, tenantId } = subject;
    await this.database.transaction(async () => {
      if (!(await this.tokens.use('password-reset', token))) throw linkDead();
      if (!(await this.newPasswords.set(subject, passwordHash))) throw linkDead();
      await who.record({
        tenantId,
        type: 'user',
        action: `${kind}.password_reset`,
        actor: { kind, id, name },
        target: { kind, id, name },
      });
    });
    return { login };
  }

  private async opened(token: string, host: string | null): Promise<Details> {
    const found = await this.tokens.find('password-reset', token);
    const kind = found?.tenantId ? ('user' as const) : ('operator' as const);
    const subject = found && { kind, id: found.subjectId, tenantId: found.tenantId };
    if (!subject || !(await this.people.mayOpenAt(subject, host))) throw linkDead();
    const details = await this.people.find(subject);
    if (!details?.able) throw linkDead();
    return details;
  }
}

/** Whoever came in with it in time and waited: it is worth nothing from its end on. */
const oneTimeOver = () =>
  new DomainError('conflict', 'This one-time password has run out. Ask your admin for a new one.', {
    code: 'one_time_over',
  });

export const linkDead = () =>
  new DomainError('not_found', 'This link works no longer. Ask for a new one.', { code: 'link_dead' });
