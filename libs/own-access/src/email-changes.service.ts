import { Injectable } from '@nestjs/common';
import { keepAdminTerms } from '@tenantry/accounts';
import { OneTimeTokens, tenantOf } from '@tenantry/credentials';
import type { Person, Subject } from '@tenantry/credentials';
import { Database, isDuplicate } from '@tenantry/database';
import { DomainError, identityKey, idToBytes, invalid } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { People } from './people.service';
import { linkDead } from './own-passwords.service';
import { Proofs } from './proofs.service';
import { SecurityLetters } from './security-letters.service';

/** An address becomes somebody's once they have shown that they can read there; the old one is told. */
@Injectable()
export class EmailChanges {
  constructor(
    private readonly database: Database,
    private readonly proofs: Proofs,
    private readonly people: People,
    private readonly tokens: OneTimeTokens,
    private readonly letters: SecurityLetters,
  ) {}

  /** Says nothing about whether somebody has the new address: only who can read there is told. */
  async request(person: Person, email: string, password: string, who: Who): Promise<void> {
    const { kind, id, name } = person;
    const tenantId = tenantOf(person);
    const proof = await this.proofs.ofPassword(person, password, 'password', who);
    const details = await this.people.find({ kind, id, tenantId });
    if (!details) throw new DomainError('unauthenticated', 'Sign in first.', { code: 'not_signed_in' });
    if (identityKey(email) === identityKey(details.email))
      throw invalid('email', 'This is your address already.', 'email_unchanged');
    await this.database.transaction(async () => {
      await this.proofs.accept(proof);
      await this.letters.sendConfirmation(details, email);
      const target = { kind, id, name };
      const after = { email };
      await who.record({ tenantId, type: 'user', action: `${kind}.email_change_requested`, target, after });
    });
  }

  /** Which address a link confirms: what the mail that brought it says too. */
  async link(token: string, host: string | null): Promise<{ email: string }> {
    const { subject, email } = await this.opened(token, host);
    if (!(await this.people.find(subject))?.able) throw linkDead();
    return { email };
  }

  /** Links sent to the old address die with it. */
  async confirm(token: string, who: Who): Promise<{ email: string }> {
    const { subject, email } = await this.opened(token, who.host);
    await this.database.transaction(async () => {
      const details = await this.people.find(subject);
      if (!details?.able || !(await this.tokens.use('email-change', token))) throw linkDead();
      await this.write(subject, email);
      if (subject.tenantId) await keepAdminTerms(this.database, subject.tenantId, subject.id);
      await this.tokens.endAllOfSubject(subject.id);
      await this.letters.tellChange(details, email);
      const { kind } = subject;
      const actor = { kind, id: subject.id, name: details.name };
      await who.record({
        tenantId: subject.tenantId,
        type: 'user',
        action: `${kind}.email_changed`,
        actor,
        target: actor,
        before: { email: details.email },
        after: { email },
      });
    });
    return { email };
  }

  private async opened(token: string, host: string | null): Promise<{ subject: Subject; email: string }> {
    const found = await this.tokens.find('email-change', token);
    const kind = found?.tenantId ? ('user' as const) : ('operator' as const);
    const subject = found && { kind, id: found.subjectId, tenantId: found.tenantId };
    if (!subject || !found.detail || !(await this.people.mayOpenAt(subject, host))) throw linkDead();
    return { subject, email: found.detail };
  }

  private async write({ kind, id }: Subject, email: string): Promise<void> {
    try {
      await this.database.manager.query(
        `UPDATE ${kind === 'user' ? 'users' : 'operators'} SET email = ?, email_key = ?
         WHERE id = ? AND state = 'active'`,
        [email, identityKey(email), idToBytes(id)],
      );
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new DomainError('conflict', 'Another account has this e-mail address.', {
        field: 'email',
        code: 'email_taken',
      });
    }
  }
}
