import type { LivingRow } from './living-row';

/** What changes elsewhere must hold here within 5 seconds; what this process changes holds at once. */
const GOOD_FOR = 500;
const MOST = 10_000;

interface Known {
  row: LivingRow;
  askedAt: number;
}

/**
 * What this process read of sessions within the last half second, so that somebody at work costs a statement now and
 * then instead of one for each request. Older knowledge is not used, whatever the database's state: who cannot ask
 * anew says so.
 */
export class SessionMemory {
  private readonly known = new Map<string, Known>();
  /** Moved by each change; an answer that was asked for before it is not kept. */
  private changes = 0;

  constructor(
    private readonly ask: (id: string) => Promise<LivingRow | undefined>,
    private readonly now: () => number,
  ) {}

  async find(id: string): Promise<LivingRow | undefined> {
    const known = this.known.get(id);
    const askedAt = this.now();
    const age = known ? askedAt - known.askedAt : Infinity;
    if (known && age >= 0 && age < GOOD_FOR) return known.row;
    const { changes } = this;
    const row = await this.ask(id);
    if (changes !== this.changes) return row;
    if (this.known.size >= MOST) this.known.clear();
    if (row) this.known.set(id, { row, askedAt });
    else this.known.delete(id);
    return row;
  }

  forget(): void {
    this.changes++;
    this.known.clear();
  }
}
