import { Injectable } from '@nestjs/common';
import { Logins } from '@tenantry/accounts';
import type { Account, Door, Found } from '@tenantry/accounts';
import { Passwords, Sessions, tenantOf, Throttle } from '@tenantry/credentials';
import type { Attempt, Person } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { DomainError } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import type { Principal } from '@tenantry/trpc';

export interface SignInInput {
  login: string;
  password: string;
  /** Slug or company name; only the shared host asks for it. */
  company?: string;
}

export interface SignedIn {
  sessionToken: string;
  accessToken: string;
  accessExpiresAt: Date;
  expiresAt: Date;
  mustChangePassword: boolean;
}

/**
 * Every refusal costs the same: one attempt, one search, one verification, one log row; and reads the same.
 * Why it was refused stands in the log only.
 */
@Injectable()
export class SignIns {
  constructor(
    private readonly database: Database,
    private readonly logins: Logins,
    private readonly passwords: Passwords,
    private readonly throttle: Throttle,
    private readonly sessions: Sessions,
  ) {}

  async signIn({ login, password, company }: SignInInput, who: Who): Promise<SignedIn> {
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
    const signedIn = reason === null && (await this.open(account!, door, attempt, who));
    if (signedIn) return signedIn;
    await this.refuse(reason || 'account_changed', found, door, attempt, who);
    throw badCredentials(door);
  }

  principalOf(accessToken: string, host: string | null): Promise<Principal> {
    return this.sessions.principalOf(accessToken, host);
  }

  refresh(sessionToken: string, host: string | null) {
    return this.sessions.refresh(sessionToken, host);
  }

  signOut(person: Person, who: Who): Promise<void> {
    return this.database.transaction(async () => {
      await this.sessions.end(person.sessionId);
      await who.record({
        tenantId: tenantOf(person),
        type: 'sign_in',
        action: 'sign_in.ended',
        target: { kind: 'sign_in_session', id: person.sessionId },
      });
    });
  }

  /** In the running transaction, which holds the tenant's lock: its sessions and the links sent to its people end. */
  endAllOf(tenantId: string): Promise<void> {
    return this.sessions.endAllOf(tenantId);
  }

  /** Null when the account or its tenant changed while the password was checked. */
  private open(account: Account, door: Door, attempt: Attempt, who: Who): Promise<SignedIn | null> {
    return this.database.transaction(async () => {
      if (!(await this.logins.confirm(account))) return null;
      await this.throttle.pass(attempt);
      const { sessionId, ...tokens } = await this.sessions.open(account, door.host, who);
      const { kind, id, name, tenantId, mustChangePassword } = account;
      await who.record({
        tenantId,
        type: 'sign_in',
        action: 'sign_in.succeeded',
        actor: { kind, id, name },
        target: { kind: 'sign_in_session', id: sessionId },
        after: { host: door.host, mustChangePassword },
      });
      return { ...tokens, mustChangePassword };
    });
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
