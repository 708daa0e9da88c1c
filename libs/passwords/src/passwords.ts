import { randomBytes, randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';
import { DomainError } from '@tenantry/kernel';
import { normal } from './password-rules';

/** Argon2id as OWASP recommends it: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashing runs on libuv's four threads; more at once would only wait there, with their memory taken. */
const PARALLEL = Math.min(availableParallelism(), 4);
const WAITING = 500;

/** No 0, 1, i, l or o: a person copies these by hand. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

@Injectable()
export class Passwords {
  /** How many verifications ran; specs compare it between outcomes that must look alike. */
  verifications = 0;
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly calming: (() => void)[] = [];
  protected readonly limits: { parallel: number; waiting: number } = { parallel: PARALLEL, waiting: WAITING };

  hash(password: string): Promise<string> {
    return this.queued(() => hash(normal(password), cost));
  }

  /** So many wait that the next ones will not be missed for a while. */
  get isBusy(): boolean {
    return this.waiting.length >= 2 * this.limits.parallel;
  }

  /** Resolves when it is so no longer. */
  async calm(): Promise<void> {
    if (this.isBusy) await new Promise<void>((resolve) => this.calming.push(resolve));
  }

  /**
   * Always costs one verification: a missing or damaged hash is false, after checking the password against
   * one that nobody's password has.
   */
  async verify(passwordHash: string | null, password: string): Promise<boolean> {
    const usable = passwordHash !== null && isUsable(passwordHash);
    return this.queued(async () => {
      this.verifications++;
      const right = await verify(usable ? passwordHash : unmatched, normal(password)).catch(() => false);
      return right && usable;
    });
  }

  /** Throws when there is no room to wait: so many sign-ins at once are better told to come back. */
  private async queued<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.limits.parallel) {
      if (this.waiting.length >= this.limits.waiting) throw busy();
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.running++;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
      if (!this.isBusy) for (const resolve of this.calming.splice(0)) resolve();
    }
  }
}

const busy = () =>
  new DomainError('too_many', 'Very many people are signing in right now. Try again in a few seconds.', {
    code: 'busy',
    retryAfterSeconds: 5,
  });

/** A well-formed hash of the usual cost whose digest is random. */
const unmatched = `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$${unpadded(16)}$${unpadded(32)}`;

function unpadded(bytes: number): string {
  return randomBytes(bytes).toString('base64').replace(/=+$/, '');
}

/** A hash that asks for other work than ours, a broken one included, would answer sooner or later than it should. */
function isUsable(passwordHash: string): boolean {
  try {
    const { memoryCost, timeCost, parallelism, outputLen } = parseOptions(passwordHash);
    return (
      memoryCost === cost.memoryCost &&
      timeCost === cost.timeCost &&
      parallelism === cost.parallelism &&
      outputLen === 32
    );
  } catch {
    return false;
  }
}

/** Twenty characters in groups of four: 99 bits. */
export function readablePassword(): string {
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  return Array.from({ length: 5 }, group).join('-');
}
