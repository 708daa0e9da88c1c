import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { JobLeases, Repeating } from '@tenantry/database';
import { SECOND } from '@tenantry/kernel';
import { ViewEndings } from './view-endings.service';

const EVERY = 15 * SECOND;
const LEASE_SECONDS = 60;

/** Writes down views that ended by themselves. */
@Injectable()
export class ViewEndingsJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ViewEndingsJob.name);
  private readonly repeating = new Repeating(EVERY, () => this.run(), this.logger);

  constructor(
    private readonly leases: JobLeases,
    private readonly endings: ViewEndings,
  ) {}

  onApplicationBootstrap(): void {
    this.repeating.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.repeating.stop();
  }

  /** Says whether it was this process's turn. */
  run(): Promise<boolean> {
    return this.leases.hold('view-endings', LEASE_SECONDS, () => this.endings.settle());
  }
}
