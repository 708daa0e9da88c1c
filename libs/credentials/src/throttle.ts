import { isIPv4, isIPv6 } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { Clock, DAY, DomainError, idToBytes, MINUTE, newId, sha256 } from '@tenantry/kernel';
import { In } from 'typeorm';
import { SignInAttempt } from './sign-in.entity';

const WINDOW = 15 * MINUTE;
/** Failures within the window. */
const PER_ACCOUNT = 10;
const PER_ADDRESS = 100;
/** In times of what an account allows: its devices together. One that once knew the password can have made many. */
const ALL_DEVICES = 5;
/** An address that signed in this recently is known: what others do to the account does not lock it out. */
const KNOWN_FOR = 30 * DAY;

/** What attempts are found by; `account` is what was typed. */
export const accountKeyOf = (account: string[]): Buffer => sha256(JSON.stringify(account));

/** In place of an address, of a device that is known to have signed in to the account. */
const DEVICE = 'device:';
const isDevice = (address: string): boolean => address.startsWith(DEVICE);

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
    const [begun] = await this.beginAll([{ account, ip }], limit);
    if (begun instanceof DomainError) throw begun;
    return begun!;
  }

  /** The same for many at once, in two statements; each counts those before it. */
  async beginAll(
    wanted: { account: string[]; ip: string | null; device?: string | null }[],
    limit = PER_ACCOUNT,
  ): Promise<(Attempt | DomainError)[]> {
    const at = this.clock.now();
    const attempts = wanted.map(({ account, ip, device }) => ({
      id: newId(),
      accountKey: accountKeyOf(account),
      address: device ? `${DEVICE}${device.replaceAll('-', '')}` : networkOf(ip),
      at,
    }));
    await this.database.source.query(
      'INSERT INTO sign_in_attempts (id, account_key, address, outcome, at) VALUES ?',
      [attempts.map(({ id, accountKey, address }) => [idToBytes(id), accountKey, address, 'pending', at])],
    );
    const waits = await this.waits(attempts, limit);
    const refused = attempts.filter((_, index) => waits[index]! > 0).map(({ id }) => id);
    // A refused attempt looked at nothing, so it does not count: else knocking on would lock for ever.
    if (refused.length > 0) await this.database.source.manager.delete(SignInAttempt, { id: In(refused) });
    return attempts.map(({ id }, index) => (waits[index] === 0 ? { id } : throttled(waits[index]!)));
  }

  /** In the transaction that writes the failure down. */
  fail(attempt: Attempt): Promise<void> {
    return this.failAll([attempt]);
  }

  async failAll(attempts: Attempt[]): Promise<void> {
    await this.database.manager.query("UPDATE sign_in_attempts SET outcome = 'failed' WHERE id IN (?)", [
      attempts.map(({ id }) => idToBytes(id)),
    ]);
  }

  /** In the transaction of what the attempt opens; false when it was decided before. */
  pass(attempt: Attempt): Promise<boolean> {
    return this.passAll([attempt]);
  }

  /** False when one of them was decided before; then nothing of the transaction should stay. */
  async passAll(attempts: Attempt[]): Promise<boolean> {
    const passed = await this.database.manager.query(
      "UPDATE sign_in_attempts SET outcome = 'passed' WHERE id IN (?) AND outcome = 'pending'",
      [attempts.map(({ id }) => idToBytes(id))],
    );
    return passed.affectedRows === attempts.length;
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

  /** Seconds until each attempt is free again; 0 when it is now. Each sign-in asks this, so it is one statement. */
  private async waits(attempts: Begun[], perAccount: number): Promise<number[]> {
    const { at } = attempts[0]!;
    const since = new Date(at.getTime() - WINDOW);
    const last = idToBytes(attempts.at(-1)!.id);
    const addresses = [...new Set(attempts.map(({ address }) => address))];
    const rows: Made[] = await this.database.source.query(
      `SELECT id, account_key, address, at FROM sign_in_attempts
       WHERE account_key IN (?) AND outcome IN ('failed', 'pending') AND at > ? AND id < ?
       ${addresses.map(() => `UNION ALL (${hundredth})`).join(' ')}`,
      [
        ...[attempts.map(({ accountKey }) => accountKey), since, last],
        ...addresses.flatMap((address) => [address, since, last]),
      ],
    );
    const wait = (made: Made | undefined) =>
      made ? Math.max(1, Math.ceil((made.at.getTime() - since.getTime()) / 1_000)) : 0;
    // What is still pending is left out for an address: a whole office may be signing in behind it.
    const full = new Map(rows.filter(({ id }) => id === null).map((made) => [made.address, wait(made)]));
    const waits = attempts.map(({ id, accountKey, address }) => {
      const before = rows
        .filter((made) => made.id !== null && made.account_key!.equals(accountKey))
        .filter((made) => made.id!.compare(idToBytes(id)) < 0)
        .sort((a, b) => b.at.getTime() - a.at.getTime());
      const own = before.filter((made) => made.address === address);
      const ofAll = Math.max(wait(before[perAccount - 1]), full.get(address) ?? 0);
      const devices = isDevice(address) ? before.filter((made) => isDevice(made.address)) : [];
      const together = wait(devices[ALL_DEVICES * perAccount - 1]);
      return { ofAll, own: Math.max(wait(own[perAccount - 1]), together) };
    });
    const known = await this.known(attempts.filter((_, index) => waits[index]!.ofAll > 0));
    return attempts.map(({ id }, index) => (known.has(id) ? waits[index]!.own : waits[index]!.ofAll));
  }

  /** Those whose device or address signed in to their account before: what others do does not lock them out. */
  private async known(attempts: Begun[]): Promise<Set<string>> {
    const found = new Set<string>();
    // Asked once of each account and address: those who knock on and on must not keep others waiting.
    const asked = new Map<string, boolean>();
    for (const { id, accountKey, address, at } of attempts) {
      const pair = `${accountKey.toString('base64')} ${address}`;
      if (!asked.has(pair)) {
        const since = new Date(at.getTime() - KNOWN_FOR);
        asked.set(pair, isDevice(address) || (await this.hasPassed(accountKey, address, since)));
      }
      if (asked.get(pair)) found.add(id);
    }
    return found;
  }

  private async hasPassed(accountKey: Buffer, address: string, since: Date): Promise<boolean> {
    const passed: unknown[] = await this.database.source.query(
      "SELECT 1 FROM sign_in_attempts WHERE account_key = ? AND outcome = 'passed' AND at > ? AND address = ? LIMIT 1",
      [accountKey, since, address],
    );
    return passed.length > 0;
  }
}

type Begun = Omit<SignInAttempt, 'outcome'>;

/** One that counts against an account; without an id, the last but so many of an address. */
interface Made {
  id: Buffer | null;
  account_key: Buffer | null;
  address: string;
  at: Date;
}

/** Null when there are fewer within the window. */
const hundredth = `SELECT NULL, NULL, address, at FROM sign_in_attempts
  WHERE address = ? AND outcome = 'failed' AND at > ? AND id < ? ORDER BY at DESC LIMIT 1 OFFSET ${PER_ADDRESS - 1}`;

const throttled = (retryAfterSeconds: number) =>
  new DomainError('too_many', 'Too many attempts. Wait a little before the next one.', {
    code: 'sign_in_throttled',
    retryAfterSeconds,
  });

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
