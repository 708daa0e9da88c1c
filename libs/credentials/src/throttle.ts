import { isIPv4, isIPv6 } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { Clock, DAY, DomainError, idToBytes, MINUTE, newId, sha256 } from '@tenantry/kernel';
import { SignInAttempt } from './sign-in.entity';

const WINDOW = 15 * MINUTE;
/** Failures within the window. */
const PER_ACCOUNT = 10;
const PER_ADDRESS = 100;
/** An address that signed in this recently is known: what others do to the account does not lock it out. */
const KNOWN_FOR = 30 * DAY;

export interface Attempt {
  id: string;
}

/**
 * Sign-in attempts, counted in the database by all processes together. An attempt is written before its
 * password is looked at, so that many guesses at once count too.
 */
@Injectable()
export class Throttle {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Throws `too_many`. `account` is what was typed, so that accounts which do not exist look the same. */
  async begin(account: string[], ip: string | null, limit = PER_ACCOUNT): Promise<Attempt> {
    const id = newId();
    const accountKey = sha256(JSON.stringify(account));
    const address = networkOf(ip);
    const now = this.clock.now();
    await this.database.source.query(
      "INSERT INTO sign_in_attempts (id, account_key, address, outcome, at) VALUES (?, ?, ?, 'pending', ?)",
      [idToBytes(id), accountKey, address, now],
    );
    const retryAfterSeconds = await this.retryAfter({ id, accountKey, address, at: now }, limit);
    if (retryAfterSeconds === 0) return { id };
    // A refused attempt looked at nothing, so it does not count: else knocking on would lock for ever.
    await this.forget({ id });
    throw new DomainError('too_many', 'Too many attempts. Wait a little before the next one.', {
      code: 'sign_in_throttled',
      retryAfterSeconds,
    });
  }

  /** In the transaction that writes the failure down. */
  async fail({ id }: Attempt): Promise<void> {
    await this.database.manager.update(SignInAttempt, { id }, { outcome: 'failed' });
  }

  /** In the transaction of what the attempt opens; false when it was decided before. */
  async pass({ id }: Attempt): Promise<boolean> {
    const passed = await this.database.manager.update(
      SignInAttempt,
      { id, outcome: 'pending' },
      { outcome: 'passed' },
    );
    return passed.affected === 1;
  }

  /** Takes an attempt back that was not decided. */
  async forget({ id }: Attempt): Promise<void> {
    await this.database.source.manager.delete(SignInAttempt, { id });
  }

  async sweep(): Promise<void> {
    const now = this.clock.now().getTime();
    const sql = 'DELETE FROM sign_in_attempts WHERE outcome = ? AND at < ?';
    await this.database.query(sql, ['failed', new Date(now - 2 * WINDOW)]);
    await this.database.query(sql, ['pending', new Date(now - 2 * WINDOW)]);
    await this.database.query(sql, ['passed', new Date(now - KNOWN_FOR)]);
  }

  /** Seconds until an attempt is free again; 0 when it is now. Each sign-in asks this, so it is one statement. */
  private async retryAfter(
    { id, accountKey, address, at }: Omit<SignInAttempt, 'outcome'>,
    perAccount: number,
  ): Promise<number> {
    const since = new Date(at.getTime() - WINDOW);
    const before = [since, idToBytes(id)];
    const [row]: Record<'known' | 'own' | 'account' | 'address', Date | number | null>[] =
      await this.database.source.query(
        `SELECT EXISTS (SELECT 1 FROM sign_in_attempts
            WHERE account_key = ? AND outcome = 'passed' AND at > ? AND address = ?) AS known,
          (${nth(`account_key = ? AND ${undecided} AND address = ?`, perAccount)}) AS own,
          (${nth(`account_key = ? AND ${undecided}`, perAccount)}) AS account,
          (${nth("address = ? AND outcome = 'failed'", PER_ADDRESS)}) AS address`,
        [
          ...[accountKey, new Date(at.getTime() - KNOWN_FOR), address],
          ...[accountKey, address, ...before],
          ...[accountKey, ...before],
          ...[address, ...before],
        ],
      );
    const wait = (nthAt: unknown) =>
      nthAt instanceof Date ? Math.max(1, Math.ceil((nthAt.getTime() - since.getTime()) / 1_000)) : 0;
    if (Number(row!.known)) return wait(row!.own);
    // What is still pending is left out for an address: a whole office may be signing in behind it.
    return Math.max(wait(row!.account), wait(row!.address));
  }
}

const undecided = "outcome IN ('failed', 'pending')";

/** When the last but n of the attempts within the window was made; null when there are fewer. */
const nth = (condition: string, n: number) =>
  `SELECT at FROM sign_in_attempts WHERE ${condition} AND at > ? AND id < ? ORDER BY at DESC LIMIT 1 OFFSET ${n - 1}`;

/** Whom an address stands for: an IPv6 subscriber has a whole /64. */
export function networkOf(ip: string | null): string {
  const address = ip?.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '') ?? '';
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return 'unknown';
  const [head = '', tail] = address.toLowerCase().split('::');
  const first = head ? head.split(':') : [];
  const last = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  const groups = [...first, ...Array<string>(zeros).fill('0'), ...last].slice(0, 4);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}
