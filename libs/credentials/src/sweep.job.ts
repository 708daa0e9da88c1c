import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { IdempotencyKeys, JobLeases, Repeating } from '@tenantry/database';
import { Clock, HOUR } from '@tenantry/kernel';
import { OneTimeTokens } from './one-time-tokens.service';
import { Sessions } from './sessions.service';
import { Throttle } from './throttle';

/** Shorter than the hour between two ticks, so that the holder's own next tick does not come just too early. */
const LEASE_SECONDS = 59 * 60;
const KEYS_KEPT = 72 * HOUR;

/** Each hour: attempts, sessions, links and idempotency keys that no question can be about any more. */
@Injectable()
export class SweepJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SweepJob.name);
  private readonly repeating = new Repeating(HOUR, () => this.run(), this.logger);

  constructor(
    private readonly leases: JobLeases,
    private readonly throttle: Throttle,
    private readonly sessions: Sessions,
    private readonly tokens: OneTimeTokens,
    private readonly idempotencyKeys: IdempotencyKeys,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.repeating.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.repeating.stop();
  }

  /** Says whether it was this process's turn. */
  run(): Promise<boolean> {
    return this.leases.hold('accounts-sweep', LEASE_SECONDS, () => this.sweep(), { keep: true });
  }

  private async sweep(): Promise<void> {
    const { signal } = this.repeating;
    const before = new Date(this.clock.now().getTime() - KEYS_KEPT);
    const steps = [
      () => this.throttle.sweep(),
      () => this.sessions.sweep(),
      () => this.tokens.sweep(),
      () => this.idempotencyKeys.forget(before, signal),
    ];
    for (const step of steps) if (!signal.aborted) await step();
  }
}
