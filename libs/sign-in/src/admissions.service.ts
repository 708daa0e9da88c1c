import { Injectable } from '@nestjs/common';
import { Logins } from '@tenantry/accounts';
import type { Account } from '@tenantry/accounts';
import { Sessions, Throttle } from '@tenantry/credentials';
import type { Attempt, Refreshed } from '@tenantry/credentials';
import type { Who } from '@tenantry/kernel';

export interface SignedIn extends Refreshed {
  status: 'signed_in';
  mustChangePassword: boolean;
}

/** Opening the session, once everything asked for was shown. */
@Injectable()
export class Admissions {
  constructor(
    private readonly logins: Logins,
    private readonly throttle: Throttle,
    private readonly sessions: Sessions,
  ) {}

  /** In the running transaction. Null when the account or its tenant changed meanwhile. */
  async admit(account: Account, attempt: Attempt, host: string, who: Who): Promise<SignedIn | null> {
    if (!(await this.logins.confirm(account))) return null;
    await this.throttle.pass(attempt);
    const { sessionId, ...tokens } = await this.sessions.open(account, host, who);
    const { kind, id, name, tenantId, mustChangePassword } = account;
    await who.record({
      tenantId,
      type: 'sign_in',
      action: 'sign_in.succeeded',
      actor: { kind, id, name },
      target: { kind: 'sign_in_session', id: sessionId },
      after: { host, mustChangePassword },
    });
    return { status: 'signed_in', ...tokens, mustChangePassword };
  }
}
