import { Injectable } from '@nestjs/common';
import { Logins } from '@tenantry/accounts';
import type { Door, Found } from '@tenantry/accounts';
import { KnownDevices, Passwords, Throttle } from '@tenantry/credentials';
import type { Attempt, KnownDevice } from '@tenantry/credentials';
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
  known: KnownDevice | null;
}

interface Begun {
  attempt: Attempt;
  found: Found;
  /** Which known device it is. */
  device: string | null;
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
    const { attempt, found, device } = await this.beginning.join({ door, account: typed, ip: who.ip, known });
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
    return { ...verdict, ...this.devices.mark(account, device, found.account!.passwordHash!) };
  }

  /** A device that became known by another password than the account has now counts like any other. */
  private async beginAll(knocks: Knock[]): Promise<(Begun | Error)[]> {
    const all = await this.begin(knocks);
    const isStale = (one: Begun | Error, { known }: Knock) =>
      !(one instanceof Error) &&
      known !== null &&
      !this.devices.holds(known, one.found.account?.passwordHash ?? null);
    const stale = [...knocks.keys()].filter((index) => isStale(all[index]!, knocks[index]!));
    if (stale.length === 0) return all;
    const others = [...all.keys()].filter((index) => !stale.includes(index));
    await this.forget(stale.map((index) => all[index]!));
    try {
      const anew = await this.begin(stale.map((index) => ({ ...knocks[index]!, known: null })));
      for (const [place, index] of stale.entries()) all[index] = anew[place]!;
    } catch (error) {
      await this.forget(others.map((index) => all[index]!));
      throw error;
    }
    return all;
  }

  /** Written down before anybody is looked for, so that many guesses at once count too. */
  private async begin(knocks: Knock[]): Promise<(Begun | Error)[]> {
    const attempts = await this.throttle.beginAll(
      knocks.map(({ account, ip, known }) => ({ account, ip, device: known?.id ?? null })),
    );
    const doors = knocks.flatMap(({ door }, index) => (attempts[index] instanceof Error ? [] : door));
    try {
      const found = doors.length > 0 ? await this.logins.findAll(doors) : [];
      return attempts.map((attempt, index) =>
        attempt instanceof Error
          ? attempt
          : { attempt, found: found.shift()!, device: knocks[index]!.known?.id ?? null },
      );
    } catch (error) {
      await this.forget(attempts.map((attempt) => (attempt instanceof Error ? attempt : { attempt })));
      throw error;
    }
  }

  private async forget(begun: ({ attempt: Attempt } | Error)[]): Promise<void> {
    for (const one of begun) if (!(one instanceof Error)) await this.throttle.forget(one.attempt);
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
