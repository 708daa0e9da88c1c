/** A line that changes in place on a terminal; elsewhere a plain line every few seconds. */
export class Progress {
  private shownAt = performance.now();
  private drawn = false;

  constructor(
    private readonly out: NodeJS.WriteStream = process.stderr,
    private readonly plainEvery = 5_000,
  ) {}

  update(line: () => string): void {
    const now = performance.now();
    if (now - this.shownAt < (this.out.isTTY ? 100 : this.plainEvery)) return;
    this.shownAt = now;
    if (!this.out.isTTY) return void this.out.write(`${line()}\n`);
    this.out.write(`\r\x1b[K${line().slice(0, (this.out.columns || 80) - 1)}`);
    this.drawn = true;
  }

  say(line: string): void {
    if (this.drawn) this.out.write('\r\x1b[K');
    this.drawn = false;
    this.out.write(`${line}\n`);
  }
}
