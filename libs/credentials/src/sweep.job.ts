import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { JobLeases } from '@tenantry/database';
import { HOUR } from '@tenantry/kernel';
import { OneTimeTokens } from './one-time-tokens.service';
import { Sessions } from './sessions.service';
import { Throttle } from './throttle';

/** Each hour: attempts, sessions and links that no question can be about any more. */
@Injectable()
export class SweepJob implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(SweepJob.name);
  private timer?: NodeJS.Timeout;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly leases: JobLeases,
    private readonly throttle: Throttle,
    private readonly sessions: Sessions,
    private readonly tokens: OneTimeTokens,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => {
      this.running = this.run().catch((error: unknown) => this.logger.error(error));
    }, HOUR);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  run(): Promise<boolean> {
    return this.leases.hold('accounts-sweep', 600, async () => {
      await this.throttle.sweep();
      await this.sessions.sweep();
      await this.tokens.sweep();
    });
  }
}
