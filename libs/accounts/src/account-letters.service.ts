import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { OneTimeTokens, Passwords } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { Clock, identityKey } from '@tenantry/kernel';
import { Letters } from '@tenantry/mail';
import type { WaitingMail } from '@tenantry/mail';
import { User } from './user.entity';

/** A mail whose link or password died while it waited is not sent. */
@Injectable()
export class AccountLetters implements OnModuleInit {
  constructor(
    private readonly letters: Letters,
    private readonly database: Database,
    private readonly tokens: OneTimeTokens,
    private readonly passwords: Passwords,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.letters.register('activation', {
      wanted: async ({ secrets }) => (await this.tokens.find('activation', secrets['token'] ?? '')) !== null,
    });
    this.letters.register('operator-invitation', {
      wanted: async ({ secrets }) =>
        (await this.tokens.find('operator-invitation', secrets['token'] ?? '')) !== null,
    });
    this.letters.register('login-information', { wanted: (mail) => this.stillOpens(mail) });
  }

  private async stillOpens({ tenantId, to, secrets }: WaitingMail): Promise<boolean> {
    const emailKey = identityKey(to.address);
    const user = await this.database.read.findOneBy(User, { tenantId: tenantId!, emailKey });
    if (user?.state !== 'active' || user.mustChangePassword === 0) return false;
    if (!user.passwordExpiresAt || user.passwordExpiresAt <= this.clock.now()) return false;
    return this.passwords.verify(user.passwordHash, secrets['password'] ?? '');
  }
}
