import { Injectable } from '@nestjs/common';
import { Logins } from '@tenantry/accounts';
import type { Door, Found } from '@tenantry/accounts';
import { KnownDevices, Passwords, Throttle } from '@tenantry/credentials';
import type { Attempt } from '@tenantry/credentials';
import { DomainError } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import type { Challenged, Entered } from './admissions.service';
import { Company } from './company';
import { Verdicts } from './verdicts.service';

export interface SignInInput {
  login: string;
  password: string;
  /** Slug or company name; only the shared host asks for it. */
  company?: string;
  /** The mark of a device that signed in to this account before. */
  device?: string;
}

interface Knock {
  door: Door;
  account: string[];
  ip: string | null;
  device: string | null;
}

interface Begun {
  attempt: Attempt;
  found: Found;
}

/**
 * Every refusal costs the same: one attempt, one search, one verification, one log row; and reads the same.
 * Why it was refused stands in the log only. Those who come at once share the statements before and after.
 */
@Injectable()
export class FirstSteps {
  private readonly beginning = new Company<Knock, Begun>(
    (knocks) => this.beginAll(knocks),
    () => this.passwords,
    ({ door }) => door.host,
  );

  constructor(
    private readonly logins: Logins,
    private readonly passwords: Passwords,
    private readonly throttle: Throttle,
    private readonly verdicts: Verdicts,
    private readonly devices: KnownDevices,
  ) {}

  async signIn(
    { login, password, company, device: mark }: SignInInput,
    who: Who,
  ): Promise<Entered | Challenged> {
    const door = await this.logins.door(who.host, login, company);
    const typed = this.logins.keyOf(door);
    const account = this.devices.accountOf(typed);
    const known = this.devices.read(mark, account);
    const device = known && (await this.logins.isBehind(door, known.tenantId)) ? known.id : null;
    const { attempt, found } = await this.beginning.join({ door, account: typed, ip: who.ip, device });
    let right: boolean;
    try {
      right = await this.passwords.verify(found.account?.passwordHash ?? null, password);
    } catch (error) {
      await this.throttle.forget(attempt);
      throw error;
    }
    const verdict = await this.verdicts.on({ door, found, attempt, right, who, from: { account, device } });
    if (verdict === 'ambiguous') throw askForSlug();
    if (verdict === 'refused') throw badCredentials(door);
    if (verdict.status !== 'signed_in') return verdict;
    return { ...verdict, ...this.devices.mark(account, device, found.account!.tenantId) };
  }

  /** Written down before anybody is looked for, so that many guesses at once count too. */
  private async beginAll(knocks: Knock[]): Promise<(Begun | Error)[]> {
    const attempts = await this.throttle.beginAll(knocks);
    const begun = attempts.flatMap((attempt, index) =>
      attempt instanceof Error ? [] : [{ attempt, door: knocks[index]!.door }],
    );
    try {
      const found = begun.length > 0 ? await this.logins.findAll(begun.map(({ door }) => door)) : [];
      return attempts.map((attempt) =>
        attempt instanceof Error ? attempt : { attempt, found: found.shift()! },
      );
    } catch (error) {
      for (const { attempt } of begun) await this.throttle.forget(attempt);
      throw error;
    }
  }
}

/** The password was right for one of them, so whoever asks belongs to a company of this name. */
const askForSlug = () =>
  new DomainError('conflict', "Enter your company's short name instead of its full name.", {
    field: 'company',
    code: 'company_ambiguous',
  });

function badCredentials({ surface }: Door): DomainError {
  const message =
    surface.kind === 'platform'
      ? "Company, username or password is wrong. If the company's full name does not work, enter its short name."
      : 'Username or password is wrong.';
  return new DomainError('unauthenticated', message, { code: 'bad_credentials' });
}
