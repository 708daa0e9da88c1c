import type { Logger } from '@nestjs/common';

/** Work of a job that comes again and again, never twice at a time in one process. */
export class Repeating {
  private readonly stopping = new AbortController();
  private timer?: NodeJS.Timeout;
  private running?: Promise<unknown>;
  private again = false;

  /** `every` in milliseconds, the first time after as long. What `work` throws is logged and ends nothing. */
  constructor(
    private readonly every: number,
    private readonly work: () => Promise<unknown>,
    private readonly logger: Logger,
  ) {}

  /** For work that is long: it shall end at its next step once this is aborted. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  start(): void {
    this.timer = setInterval(() => this.begin(), this.every);
    this.timer.unref();
  }

  /** Without waiting for its time; where it runs already, once more behind it. */
  soon(): void {
    if (this.running) this.again = true;
    else this.begin();
  }

  /** Waits for what runs. To be called before the application's shutdown, on which the database closes. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearInterval(this.timer);
    await this.running;
  }

  private begin(): void {
    if (this.signal.aborted) return;
    this.running ??= this.work()
      .catch((error: unknown) => this.logger.error(error))
      .finally(() => {
        this.running = undefined;
        if (this.again) this.begin();
        this.again = false;
      });
  }
}
