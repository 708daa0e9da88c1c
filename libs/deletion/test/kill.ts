import type { Database } from '@tenantry/database';

const DEAD = 'This process is dead';

/**
 * A process that dies before the first statement of a kind that it has not died before, and between a commit and its
 * answer: its connection breaks, and no statement of it comes after. `rise` makes it another process.
 */
export class Mortal {
  readonly deaths = new Set<string>();
  private isDead = false;
  private isMortal = false;
  private seen = new Map<string, number>();

  constructor({ source }: Database) {
    const createQueryRunner = source.createQueryRunner.bind(source);
    source.createQueryRunner = (mode) => {
      const runner = createQueryRunner(mode);
      const query = runner.query.bind(runner) as (...call: unknown[]) => Promise<never>;
      runner.query = async (...call: unknown[]) => {
        if (!this.isMortal) return query(...call);
        if (this.isDead) throw new Error(DEAD);
        const connection = (await runner.connect()) as { destroy(): void };
        const kind = String(call[0]).replace(/\s+/g, ' ').trim();
        this.dieAt(kind, connection);
        const result = await query(...call);
        if (kind === 'COMMIT') this.dieAt('COMMITTED', connection);
        return result;
      };
      return runner;
    };
  }

  rise(): void {
    this.isDead = false;
    this.isMortal = true;
    this.seen = new Map();
  }

  /** Says whether it had died. */
  retire(): boolean {
    this.isMortal = false;
    return this.isDead;
  }

  private dieAt(kind: string, connection: { destroy(): void }): void {
    const nth = (this.seen.get(kind) ?? 0) + 1;
    this.seen.set(kind, nth);
    const death = `${kind} ${nth}`;
    if (this.deaths.has(death)) return;
    this.deaths.add(death);
    this.isDead = true;
    connection.destroy();
    throw new Error(DEAD);
  }
}
