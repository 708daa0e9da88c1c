import { Injectable } from '@nestjs/common';
import { Logins } from '@tenantry/accounts';
import type { Account } from '@tenantry/accounts';
import { Sessions, Throttle } from '@tenantry/credentials';
import type { Attempt, Refreshed } from '@tenantry/credentials';
import type { Who } from '@tenantry/kernel';
import { SecondFactors } from '@tenantry/second-factors';
import { Challenges } from './challenges.service';

export interface SignedIn extends Refreshed {
  status: 'signed_in';
  mustChangePassword: boolean;
}

export interface Challenged {
  status: 'second_factor';
  challenge: string;
  expiresAt: Date;
}

/** What follows a right password, and opening the session once everything asked for was shown; in the running transaction. */
@Injectable()
export class Admissions {
  constructor(
    private readonly logins: Logins,
    private readonly throttle: Throttle,
    private readonly sessions: Sessions,
    private readonly factors: SecondFactors,
    private readonly challenges: Challenges,
  ) {}

  /** The attempt stays open until the second factor decides it: till then it counts like a failure. */
  async proceed(account: Account, attempt: Attempt, who: Who): Promise<SignedIn | Challenged | null> {
    if (!(await this.factors.isOn(account.id))) return this.admit(account, attempt, who);
    const { kind, id, name, tenantId } = account;
    await who.record({
      tenantId,
      type: 'sign_in',
      action: 'sign_in.second_factor_asked',
      target: { kind, id, name },
      after: { host: who.host },
    });
    return { status: 'second_factor', ...this.challenges.seal(account, attempt, who.host!) };
  }

  /** Null when the account or its tenant changed meanwhile, or when the attempt has opened a session before. */
  async admit(account: Account, attempt: Attempt, who: Who, how = {}): Promise<SignedIn | null> {
    if (!(await this.logins.confirm(account)) || !(await this.throttle.pass(attempt))) return null;
    const { sessionId, ...tokens } = await this.sessions.open(account, who.host!, who);
    const { kind, id, name, tenantId, mustChangePassword } = account;
    await who.record({
      tenantId,
      type: 'sign_in',
      action: 'sign_in.succeeded',
      actor: { kind, id, name },
      target: { kind: 'sign_in_session', id: sessionId },
      after: { host: who.host, mustChangePassword, ...how },
    });
    return { status: 'signed_in', ...tokens, mustChangePassword };
  }
}
