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

/** How the account was named, as known devices have it, and by which of them. */
export interface From {
  account: string;
  device: string | null;
}

/** With what the browser keeps to be known by. */
export type Entered = SignedIn & { device: string; deviceExpiresAt: Date };

/** Who showed the right password. */
export interface Guest {
  account: Account;
  attempt: Attempt;
  who: Who;
  from: From;
}

/** What follows a right password, and opening sessions once everything asked for was shown; in the running transaction. */
@Injectable()
export class Admissions {
  constructor(
    private readonly logins: Logins,
    private readonly throttle: Throttle,
    private readonly sessions: Sessions,
    private readonly factors: SecondFactors,
    private readonly challenges: Challenges,
  ) {}

  /**
   * In the order of the guests; null when the account or tenant of one changed meanwhile, or its attempt has opened a
   * session before. An attempt stays open until the second factor decides it: till then it counts like a failure.
   */
  async proceedAll(guests: Guest[], orNothing: boolean): Promise<(SignedIn | Challenged)[] | null> {
    const asked = await this.factors.areOn(guests.map(({ account }) => account.id));
    const plain = guests.filter(({ account }) => !asked.has(account.id));
    const admitted = await this.admitAll(plain, {}, orNothing);
    if (!admitted) return null;
    const results: (SignedIn | Challenged)[] = [];
    for (const guest of guests)
      results.push(asked.has(guest.account.id) ? await this.challenge(guest) : admitted.shift()!);
    return results;
  }

  /** The same for those of whom nothing further is asked. */
  async admitAll(guests: Guest[], how = {}, orNothing = false): Promise<SignedIn[] | null> {
    if (guests.length === 0) return [];
    const accounts = guests.map(({ account }) => account);
    if (!(await this.logins.confirmAll(accounts, orNothing))) return null;
    if (!(await this.throttle.passAll(guests.map(({ attempt }) => attempt)))) return null;
    const opened = await this.sessions.openAll(
      guests.map(({ account: subject, who }) => ({ subject, host: who.host!, who })),
    );
    const admitted: SignedIn[] = [];
    for (const [index, { account, who }] of guests.entries()) {
      const { sessionId, ...tokens } = opened[index]!;
      const { kind, id, name, tenantId, mustChangePassword } = account;
      await who.record({
        tenantId,
        type: 'sign_in',
        action: 'sign_in.succeeded',
        actor: { kind, id, name },
        target: { kind: 'sign_in_session', id: sessionId },
        after: { host: who.host, mustChangePassword, ...how },
      });
      admitted.push({ status: 'signed_in', ...tokens, mustChangePassword });
    }
    return admitted;
  }

  private async challenge({ account, attempt, who, from }: Guest): Promise<Challenged> {
    const { kind, id, name, tenantId } = account;
    await who.record({
      tenantId,
      type: 'sign_in',
      action: 'sign_in.second_factor_asked',
      target: { kind, id, name },
      after: { host: who.host },
    });
    return { status: 'second_factor', ...this.challenges.seal(account, attempt, who.host!, from) };
  }
}
