import { Injectable } from '@nestjs/common';
import { Logins } from '@tenantry/accounts';
import type { Door, Found } from '@tenantry/accounts';
import { OneTimeTokens, Throttle } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { newId } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { People } from './people.service';
import { SecurityLetters } from './security-letters.service';

/** Each one is a mail to somebody who may not have asked for it. */
const LIMIT = 5;

/**
 * Asking for a new password. Whatever the account's state, the same statements run and the same is answered; who
 * can read the account's mail learns the rest.
 */
@Injectable()
export class ResetRequests {
  constructor(
    private readonly database: Database,
    private readonly logins: Logins,
    private readonly throttle: Throttle,
    private readonly people: People,
    private readonly letters: SecurityLetters,
    private readonly tokens: OneTimeTokens,
  ) {}

  async request(login: string, company: string | undefined, who: Who): Promise<void> {
    const door = await this.logins.door(who.host, login, company);
    const attempt = await this.throttle.begin(['reset', ...this.logins.keyOf(door)], who.ip, LIMIT);
    const found = await this.logins.find(door);
    const subject = found.account ?? this.nobody(door);
    const details = await this.people.find(subject);
    const address = await this.people.addressOf(subject);
    const reason = found.account ? found.account.obstacle : ('unknown_account' as const);
    await this.database.transaction(async () => {
      // Counted like a failure: an answer that gives nothing away cannot tell a right one from a wrong one.
      await this.throttle.fail(attempt);
      if (reason === null && details?.able) await this.letters.sendReset(details, address);
      else await this.tokens.pretend('password-reset');
      await this.record(found, door, reason, who);
    });
  }

  private nobody({ surface }: Door) {
    return surface.kind === 'console'
      ? { kind: 'operator' as const, id: newId(), tenantId: null }
      : { kind: 'user' as const, id: newId(), tenantId: newId() };
  }

  private record({ account, tenantId }: Found, door: Door, reason: string | null, who: Who) {
    return who.record({
      tenantId,
      type: 'sign_in',
      action: 'sign_in.reset_requested',
      ...(account && { target: { kind: account.kind, id: account.id, name: account.name } }),
      after: { sent: reason === null, ...(reason && { reason }), host: door.host },
    });
  }
}
