import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { OneTimeTokens } from '@tenantry/credentials';
import type { Purpose, Subject } from '@tenantry/credentials';
import { HOUR } from '@tenantry/kernel';
import { Letters, Outbox } from '@tenantry/mail';
import { People } from './people.service';
import type { Details } from './people.service';

const LIFETIME = 1 * HOUR;

/** Letters about somebody's way in; all in the running transaction. One whose link died while it waited is not sent. */
@Injectable()
export class SecurityLetters implements OnModuleInit {
  constructor(
    private readonly letters: Letters,
    private readonly outbox: Outbox,
    private readonly tokens: OneTimeTokens,
    private readonly people: People,
  ) {}

  onModuleInit(): void {
    for (const letter of ['password-reset', 'email-change'] as const)
      this.letters.register(letter, {
        wanted: async ({ secrets }) => (await this.tokens.find(letter, secrets['token'] ?? '')) !== null,
      });
  }

  /** `address` is where links start. */
  async sendReset(details: Details, address: string): Promise<void> {
    const { token, expiresAt } = await this.issue('password-reset', details);
    const { login } = details;
    await this.outbox.post({
      ...this.envelope(details, details.email),
      letter: 'password-reset',
      params: { ...this.about(details, address), login, expiresAt },
      secrets: { token },
    });
  }

  /** To the new address: who can read there may confirm it. */
  async sendConfirmation(details: Details, email: string): Promise<void> {
    const { token, expiresAt } = await this.issue('email-change', details, email);
    await this.outbox.post({
      ...this.envelope(details, email),
      letter: 'email-change',
      params: { ...this.about(details, await this.people.addressOf(details.subject)), email, expiresAt },
      secrets: { token },
    });
  }

  /** To the address that was left. */
  async tellChange(details: Details, email: string): Promise<void> {
    await this.outbox.post({
      ...this.envelope(details, details.email),
      letter: 'address-changed',
      params: { ...this.about(details, await this.people.addressOf(details.subject)), email },
    });
  }

  /** Whoever did it, the person hears of it. */
  async tellSecondFactor(
    subject: Subject,
    letter: 'second-factor-on' | 'second-factor-off' | 'recovery-codes-renewed',
  ): Promise<void> {
    const details = await this.people.find(subject);
    if (!details) return;
    await this.outbox.post({
      ...this.envelope(details, details.email),
      letter,
      params: this.about(details, await this.people.addressOf(subject)),
    });
  }

  private issue(purpose: Purpose, { subject }: Details, detail?: string) {
    return this.tokens.issue(purpose, subject, LIFETIME, detail);
  }

  private envelope({ subject, language, timeZone }: Details, address: string) {
    return { tenantId: subject.tenantId, to: { address, language, timeZone } };
  }

  private about({ greeting, companyName }: Details, address: string) {
    return { name: greeting, address, ...(companyName !== null && { companyName }) };
  }
}
