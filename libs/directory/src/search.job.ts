import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { SECOND } from '@tenantry/kernel';
import { TermsOfOld } from './terms-of-old.service';

/** Once after an upgrade: tenants that are found by nothing yet. Until it is through, a search may miss some. */
@Injectable()
export class SearchJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SearchJob.name);
  private stopping = false;
  private timer?: NodeJS.Timeout;
  private running?: Promise<void>;

  constructor(private readonly terms: TermsOfOld) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async run(): Promise<void> {
    try {
      while (!this.stopping && (await this.terms.next()));
    } catch (error) {
      this.logger.error(`The search misses tenants of old still: ${String(error)}`);
      if (this.stopping) return;
      this.timer = setTimeout(() => (this.running = this.run()), 10 * SECOND);
      this.timer.unref();
    }
  }
}
