import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { JobLeases } from '@tenantry/database';
import { Clock, DAY, HOUR } from '@tenantry/kernel';
import { Changes } from './changes.service';

const EVERY = 250;
const KEPT = 30 * DAY;
/** Shorter than the hour between two ticks, so that the holder's own next tick does not come just too early. */
const LEASE_SECONDS = 59 * 60;

/** Four times a second in each process: what has changed. Once an hour in one: what nobody asks for any more goes. */
@Injectable()
export class ChangesJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ChangesJob.name);
  private readonly stopping = new AbortController();
  private timer?: NodeJS.Timeout;
  private running?: Promise<void>;
  private failures = 0;
  private sweptAt: number;

  constructor(
    private readonly changes: Changes,
    private readonly leases: JobLeases,
    private readonly clock: Clock,
  ) {
    this.sweptAt = clock.now().getTime();
  }

  onApplicationBootstrap(): void {
    this.next();
  }

  /** Before the database goes, which closes on shutdown. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.running;
  }

  /** Says whether it was this process's turn. */
  sweep(): Promise<boolean> {
    const before = new Date(this.clock.now().getTime() - KEPT);
    return this.leases.hold(
      'changes-sweep',
      LEASE_SECONDS,
      () => this.changes.forget(before, this.stopping.signal),
      { keep: true },
    );
  }

  private next(): void {
    if (this.stopping.signal.aborted) return;
    this.timer = setTimeout(() => {
      this.running = this.round().then(() => this.next());
    }, EVERY);
    this.timer.unref();
  }

  private async round(): Promise<void> {
    try {
      await this.changes.poll();
      this.failures = 0;
      const now = this.clock.now().getTime();
      if (now - this.sweptAt < HOUR) return;
      this.sweptAt = now;
      await this.sweep();
    } catch (error) {
      // A database that is away comes back; until then one line now and then is enough.
      if (this.failures++ % 40 === 0) this.logger.error(`Nothing is heard of changes: ${String(error)}`);
    }
  }
}
