import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Repeating } from '@tenantry/database';
import { SECOND } from '@tenantry/kernel';
import { OperationLogs } from '@tenantry/logs';
import { Boosts } from './boosts.service';

const EVERY = 15 * SECOND;

/** Gives back what ended boosts held of their pools. Any process may; each boost is settled by one only. */
@Injectable()
export class BoostsJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(BoostsJob.name);
  private readonly repeating = new Repeating(EVERY, () => this.run(), this.logger);

  constructor(
    private readonly boosts: Boosts,
    private readonly logs: OperationLogs,
  ) {}

  onApplicationBootstrap(): void {
    this.repeating.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.repeating.stop();
  }

  /** A boost that fails waits for the next run, the others do not. */
  async run(): Promise<void> {
    for (const boost of await this.boosts.due())
      await this.boosts
        .expire(boost, this.logs.asSystem('Boosts', boost.tenantId))
        .catch((error: unknown) => this.logger.error({ err: error, boost: boost.id }, 'a boost did not end'));
  }
}
