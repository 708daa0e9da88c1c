import { Injectable } from '@nestjs/common';
import type { Door, Found } from '@tenantry/accounts';
import { Passwords, Throttle } from '@tenantry/credentials';
import type { Attempt } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { isLostConnection } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { OperationLogs } from '@tenantry/logs';
import { Admissions } from './admissions.service';
import type { Challenged, From, SignedIn } from './admissions.service';
import { Company } from './company';

/** A sign-in whose password was looked at. */
export interface Tried {
  door: Door;
  found: Found;
  attempt: Attempt;
  right: boolean;
  who: Who;
  from: From;
}

export type Verdict = SignedIn | Challenged | 'refused' | 'ambiguous';

/** An account or its tenant changed while its password was checked, or is being changed. */
class Changed extends Error {}

const AMBIGUOUS = 'company_ambiguous';

/** What becomes of sign-ins. Those whose passwords were looked at together are written in one transaction. */
@Injectable()
export class Verdicts {
  private readonly deciding = new Company<Tried, Verdict>(
    (tried) => this.decide(tried),
    () => this.passwords,
    ({ door }) => door.host,
  );

  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly throttle: Throttle,
    private readonly admissions: Admissions,
    private readonly logs: OperationLogs,
  ) {}

  on(tried: Tried): Promise<Verdict> {
    return this.deciding.join(tried);
  }

  /** Whoever has to wait for a tenant's lock does so alone: nobody else waits for them. */
  private async decide(tried: Tried[]): Promise<(Verdict | Promise<Verdict>)[]> {
    if (tried.length > 1)
      try {
        return await this.write(tried);
      } catch (error) {
        // It may have been written all the same: asked again, those who were let in would look like others.
        if (isLostConnection(error)) throw error;
        // One of them stands in the way; which one, and why, shows when each is alone.
      }
    return tried.map((each) => this.alone(each));
  }

  private async alone(tried: Tried): Promise<Verdict> {
    try {
      return (await this.write([tried]))[0]!;
    } catch (error) {
      if (!(error instanceof Changed)) throw error;
      return (await this.write([tried], 'account_changed'))[0]!;
    }
  }

  /** Commits what an error would have undone: the failed attempts and their log rows. */
  private write(tried: Tried[], otherwise: string | null = null): Promise<Verdict[]> {
    const reasons = tried.map((each) => reasonOf(each) ?? otherwise);
    return this.database.transaction(() =>
      this.logs.together(async () => {
        const guests = tried.filter((_, index) => reasons[index] === null);
        const admitted = await this.admissions.proceedAll(
          guests.map(({ found, ...rest }) => ({ ...rest, account: found.account! })),
          tried.length > 1,
        );
        if (!admitted) throw new Changed();
        await this.refuse(tried, reasons);
        return reasons.map((reason) =>
          reason === null ? admitted.shift()! : reason === AMBIGUOUS ? 'ambiguous' : 'refused',
        );
      }),
    );
  }

  private async refuse(tried: Tried[], reasons: (string | null)[]): Promise<void> {
    const those = (fits: (reason: string) => boolean) =>
      tried.flatMap(({ attempt }, index) => (reasons[index] && fits(reasons[index]) ? attempt : []));
    const [right, wrong] = [those((reason) => reason === AMBIGUOUS), those((reason) => reason !== AMBIGUOUS)];
    if (right.length > 0) await this.throttle.passAll(right);
    if (wrong.length > 0) await this.throttle.failAll(wrong);
    for (const [index, { found, door, who }] of tried.entries()) {
      const reason = reasons[index];
      if (!reason) continue;
      const known = reason === AMBIGUOUS ? null : found.account;
      await who.record({
        tenantId: reason === AMBIGUOUS ? null : found.tenantId,
        type: 'sign_in',
        action: 'sign_in.failed',
        ...(known && { target: { kind: known.kind, id: known.id, name: known.name } }),
        after: {
          reason,
          host: door.host,
          login: known || reason === AMBIGUOUS ? door.login : shownLogin(door.login),
        },
      });
    }
  }
}

/** Why somebody is not let in; null for whoever may go on. */
function reasonOf({ found: { account, ambiguous }, right }: Tried): string | null {
  if (!account) return 'unknown_account';
  if (!right) return 'wrong_password';
  return account.obstacle ?? (ambiguous ? AMBIGUOUS : null);
}

/** People type their password into the wrong field; only what looks like an address is written down whole. */
const shownLogin = (login: string): string =>
  /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/.test(login) ? login : `${[...login].slice(0, 2).join('')}…`;
