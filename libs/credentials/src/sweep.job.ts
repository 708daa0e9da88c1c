import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { IdempotencyKeys, JobLeases } from '@tenantry/database';
import { Clock, HOUR } from '@tenantry/kernel';
import { OneTimeTokens } from './one-time-tokens.service';
import { Sessions } from './sessions.service';
import { Throttle } from './throttle';

/** Shorter than the hour between two ticks, so that the holder's own next tick does not come just too early. */
const LEASE_SECONDS = 59 * 60;
const KEYS_KEPT = 72 * HOUR;

/** Each hour: attempts, sessions, links and idempotency keys that no question can be about any more. */
@Injectable()
export class SweepJob implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(SweepJob.name);
  private timer?: NodeJS.Timeout;
  private running?: Promise<unknown>;
  private readonly stopping = new AbortController();

  constructor(
    private readonly leases: JobLeases,
    private readonly throttle: Throttle,
    private readonly sessions: Sessions,
    private readonly tokens: OneTimeTokens,
    private readonly idempotencyKeys: IdempotencyKeys,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => {
      this.running ??= this.run()
        .catch((error: unknown) => this.logger.error(error))
        .finally(() => (this.running = undefined));
    }, HOUR);
    this.timer.unref();
  }

  /** Before the database goes, which closes on shutdown. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    clearInterval(this.timer);
    await this.running;
  }

  /** Says whether it was this process's turn. */
  run(): Promise<boolean> {
    return this.leases.hold('accounts-sweep', LEASE_SECONDS, () => this.sweep(), { keep: true });
  }

  private async sweep(): Promise<void> {
    const { signal } = this.stopping;
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
