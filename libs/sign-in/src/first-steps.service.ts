import { Injectable } from '@nestjs/common';
import { Logins } from '@tenantry/accounts';
import type { Account, Door, Found } from '@tenantry/accounts';
import { Passwords, Throttle } from '@tenantry/credentials';
import type { Attempt } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { DomainError } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Admissions } from './admissions.service';
import type { Challenged, SignedIn } from './admissions.service';

export interface SignInInput {
  login: string;
  password: string;
  /** Slug or company name; only the shared host asks for it. */
  company?: string;
}

/**
 * Every refusal costs the same: one attempt, one search, one verification, one log row; and reads the same.
 * Why it was refused stands in the log only.
 */
@Injectable()
export class FirstSteps {
  constructor(
    private readonly database: Database,
    private readonly logins: Logins,
    private readonly passwords: Passwords,
    private readonly throttle: Throttle,
    private readonly admissions: Admissions,
  ) {}

  async signIn({ login, password, company }: SignInInput, who: Who): Promise<SignedIn | Challenged> {
    const door = await this.logins.door(who.host, login, company);
    const attempt = await this.throttle.begin(this.logins.keyOf(door), who.ip);
    let found: Found;
    let right: boolean;
    try {
      found = await this.logins.find(door);
      right = await this.passwords.verify(found.account?.passwordHash ?? null, password);
    } catch (error) {
      await this.throttle.forget(attempt);
      throw error;
    }
    const { account, ambiguous } = found;
    const reason = !account ? 'unknown_account' : !right ? 'wrong_password' : account.obstacle;
    if (reason === null && ambiguous) throw await this.askForSlug(attempt, door, who);
    const admitted = reason === null && (await this.proceed(account!, attempt, who));
    if (admitted) return admitted;
    await this.refuse(reason || 'account_changed', found, door, attempt, who);
    throw badCredentials(door);
  }

  /** Null when the account or its tenant changed while the password was checked. */
  private proceed(account: Account, attempt: Attempt, who: Who): Promise<SignedIn | Challenged | null> {
    return this.database.transaction(() => this.admissions.proceed(account, attempt, who));
  }

  /** Commits what an error would have undone: the failed attempt and its log row. */
  private refuse(reason: string, { account, tenantId }: Found, door: Door, attempt: Attempt, who: Who) {
    return this.database.transaction(async () => {
      await this.throttle.fail(attempt);
      await who.record({
        tenantId,
        type: 'sign_in',
        action: 'sign_in.failed',
        ...(account && { target: { kind: account.kind, id: account.id, name: account.name } }),
        after: { reason, host: door.host, login: account ? door.login : shownLogin(door.login) },
      });
    });
  }

  /** The password was right for one of them, so whoever asks belongs to a company of this name. */
  private async askForSlug(attempt: Attempt, door: Door, who: Who): Promise<DomainError> {
    await this.database.transaction(async () => {
      await this.throttle.pass(attempt);
      await who.record({
        tenantId: null,
        type: 'sign_in',
        action: 'sign_in.failed',
        after: { reason: 'company_ambiguous', host: door.host, login: door.login },
      });
    });
    return new DomainError('conflict', "Enter your company's short name instead of its full name.", {
      field: 'company',
      code: 'company_ambiguous',
    });
  }
}

function badCredentials({ surface }: Door): DomainError {
  const message =
    surface.kind === 'platform'
      ? "Company, username or password is wrong. If the company's full name does not work, enter its short name."
      : 'Username or password is wrong.';
  return new DomainError('unauthenticated', message, { code: 'bad_credentials' });
}

/** People type their password into the wrong field; only what looks like an address is written down whole. */
const shownLogin = (login: string): string =>
  /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/.test(login) ? login : `${[...login].slice(0, 2).join('')}…`;
