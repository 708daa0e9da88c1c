import type { ConversationReport } from '@tenantry/client';
import type { Shown } from './wall-clock';

const count = (n: number, noun: string) => `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;

/** What became of the rows read so far. */
export class Tally {
  rows = 0;
  recorded = 0;
  repeat = 0;
  conflict = 0;
  refused = 0;
  /** Rejected here, before they were sent. */
  invalid = 0;
  private never = 0;
  private twice = 0;
  private valid = 0;
  private first = '';
  private last = '';
  private sample: ConversationReport | null = null;
  private readonly channels = new Map<string, number>();
  private readonly since = performance.now();

  shown(shown: Shown): void {
    if (shown === 'never') this.never++;
    if (shown === 'twice') this.twice++;
  }

  wouldSend(report: ConversationReport): void {
    this.valid++;
    this.sample ??= report;
    if (!this.first || report.startedAt < this.first) this.first = report.startedAt;
    if (report.startedAt > this.last) this.last = report.startedAt;
    const channel = this.channels.size < 50 || this.channels.has(report.channel) ? report.channel : 'others';
    this.channels.set(channel, (this.channels.get(channel) ?? 0) + 1);
  }

  line(share: number): string {
    const percent = share > 0 ? ` (${Math.min(100, Math.floor(share * 100))} %)` : '';
    const outcomes = this.sample ? `${this.invalid.toLocaleString('en')} refused` : this.outcomes();
    return `${count(this.rows, 'row')} read${percent} · ${outcomes} · ${this.rate()} rows/s`;
  }

  summary(dryRun: boolean): string {
    const seconds = ((performance.now() - this.since) / 1000).toFixed(1);
    const lines = [`${count(this.rows, 'row')} read in ${seconds} s (${this.rate()} rows/s)`];
    lines.push(dryRun ? this.plan() : this.outcomes());
    if (this.never > 0)
      lines.push(
        `${count(this.never, 'time')} that the zone's clock skipped in spring: moved forward by the gap`,
      );
    if (this.twice > 0)
      lines.push(
        `${count(this.twice, 'time')} that the zone's clock showed twice in autumn: taken as the earlier`,
      );
    return lines.join('\n');
  }

  private outcomes(): string {
    return [
      `${this.recorded.toLocaleString('en')} recorded`,
      count(this.repeat, 'repeat'),
      count(this.conflict, 'conflict'),
      `${(this.refused + this.invalid).toLocaleString('en')} refused`,
    ].join(' · ');
  }

  private plan(): string {
    if (!this.sample) return `nothing would be sent, ${this.invalid} refused`;
    const channels = [...this.channels]
      .map(([channel, n]) => `${channel} ${n.toLocaleString('en')}`)
      .join(', ');
    return [
      `${count(this.valid, 'conversation')} would be sent, ${this.invalid.toLocaleString('en')} refused`,
      `from ${this.first} to ${this.last}; ${channels}`,
      `the first: ${JSON.stringify(this.sample)}`,
    ].join('\n');
  }

  private rate(): string {
    const seconds = (performance.now() - this.since) / 1000;
    return Math.round(this.rows / Math.max(seconds, 0.001)).toLocaleString('en');
  }
}
