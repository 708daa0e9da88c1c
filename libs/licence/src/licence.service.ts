import { Injectable, Logger } from '@nestjs/common';
import { Changes } from '@tenantry/changes';
import type { Memory } from '@tenantry/changes';
import { Database } from '@tenantry/database';
import { Clock, Platform } from '@tenantry/kernel';
import { peek, readDocument } from './document';
import { InstalledLicence, LicencePool } from './licence.entity';
import { evaluation, graceDaysLeft, graceEndOf, stateAt } from './terms';
import type { LicenceState, Terms } from './terms';

export interface LicenceInForce extends Terms {
  source: 'installed' | 'evaluation';
  state: LicenceState;
  /** Null where it never ends. */
  graceEndsAt: Date | null;
  graceDaysLeft: number | null;
  /** False once the key that signed it was withdrawn, or where it was tampered with. */
  trusted: boolean;
  /** Whether tenants may be allocated more. What they have stays theirs, whatever this says. */
  allocates: boolean;
  /** Why not; null where it does. */
  bar: AllocationBar | null;
}

/** It ended or has not begun, or nobody who is trusted vouches for it. */
export type AllocationBar = 'licence_expired' | 'licence_untrusted';

type Known = Pick<LicenceInForce, 'source' | 'trusted'> & { terms: Terms };
const onEvaluation: Known = { source: 'evaluation', trusted: true, terms: evaluation };

/** Which licence is in force, from memory: on another process an installation shows within half a second. */
@Injectable()
export class Licence {
  private readonly logger = new Logger(Licence.name);
  private readonly memory: Memory<Known>;
  /** A licence never changes, so what was read of one once holds for good. */
  private readonly read = new Map<string, Promise<Known>>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly platform: Platform,
    changes: Changes,
  ) {
    this.memory = changes.memory({ topics: ['licence'], atMost: 1, load: () => this.ask() });
  }

  async inForce(): Promise<LicenceInForce> {
    return this.at(await this.memory.of('in force'));
  }

  /** The licence that a pool's row names, null for the evaluation licence. */
  async named(id: string | null): Promise<LicenceInForce> {
    return this.at(await this.known(id));
  }

  private at({ terms, source, trusted }: Known): LicenceInForce {
    const now = this.clock.now();
    const state = stateAt(terms, now);
    const inTime = state === 'valid' || state === 'grace';
    const bar = !trusted ? 'licence_untrusted' : inTime ? null : 'licence_expired';
    const grace = { graceEndsAt: graceEndOf(terms), graceDaysLeft: graceDaysLeft(terms, now) };
    return { ...terms, source, trusted, state, bar, allocates: bar === null, ...grace };
  }

  private async ask(): Promise<Known> {
    const { licenceId } = await this.database.read.findOneByOrFail(LicencePool, { pool: 'tenants' });
    return this.known(licenceId);
  }

  private known(id: string | null): Promise<Known> {
    if (id === null) return Promise.resolve(onEvaluation);
    const found = this.read.get(id) ?? this.load(id);
    this.read.set(id, found);
    found.catch(() => this.read.delete(id));
    return found;
  }

  private async load(id: string): Promise<Known> {
    const { document } = await this.database.read.findOneByOrFail(InstalledLicence, { id });
    try {
      const { terms } = await readDocument(document, this.platform.licenceKeys);
      return { source: 'installed', trusted: true, terms };
    } catch (error) {
      this.logger.error(`The licence in force does not hold: ${(error as Error).message}`);
      return { source: 'installed', trusted: false, terms: peek(document) };
    }
  }
}
