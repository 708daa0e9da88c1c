import { Injectable } from '@nestjs/common';
import { Logins } from '@tenantry/accounts';
import type { Account } from '@tenantry/accounts';
import type { Attempt } from '@tenantry/credentials';
import { Clock, isId, MINUTE, sha256, Vault } from '@tenantry/kernel';
import type { From, Guest } from './admissions.service';

const LIFETIME = 5 * MINUTE;
const PURPOSE = 'sign-in-challenge';

interface Sealed {
  kind: 'operator' | 'user';
  id: string;
  tenantId: string | null;
  host: string;
  /** Of the hash that the password was checked against. */
  password: string;
  attempt: string;
  from: From;
  expires: number;
}

/**
 * That somebody knew the password here, just now: sealed, so it says nothing to who carries it and is worth
 * nothing anywhere else. Its attempt is decided once, so it opens one session.
 */
@Injectable()
export class Challenges {
  constructor(
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly logins: Logins,
  ) {}

  seal({ kind, id, tenantId, passwordHash }: Account, attempt: Attempt, host: string, from: From) {
    const expiresAt = new Date(this.clock.now().getTime() + LIFETIME);
    const password = digestOf(passwordHash);
    const expires = expiresAt.getTime();
    const sealed: Sealed = { kind, id, tenantId, host, password, attempt: attempt.id, from, expires };
    const challenge = this.vault.encrypt(PURPOSE, JSON.stringify(sealed)).toString('base64url');
    return { challenge, expiresAt };
  }

  /** Null when it is none, late, of another host, or when the account has changed. */
  async open(challenge: string, host: string | null): Promise<Omit<Guest, 'who'> | null> {
    const sealed = this.read(challenge);
    if (!sealed || sealed.host !== host || sealed.expires <= this.clock.now().getTime()) return null;
    const { kind, id, tenantId, attempt, from } = sealed;
    const account = await this.logins.named({ kind, id, tenantId });
    if (!account || account.obstacle !== null || digestOf(account.passwordHash) !== sealed.password)
      return null;
    return { account, attempt: { id: attempt }, from };
  }

  private read(challenge: string): Sealed | null {
    try {
      const sealed = JSON.parse(this.vault.decrypt(PURPOSE, Buffer.from(challenge, 'base64url'))) as Sealed;
      return isId(sealed.id) ? sealed : null;
    } catch {
      return null;
    }
  }
}

const digestOf = (passwordHash: string | null): string => sha256(passwordHash ?? '').toString('base64url');
