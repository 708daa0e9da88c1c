import type { Database } from '@tenantry/database';
import { sqlId } from '@tenantry/bulk';
import type { QueryRunner } from 'typeorm';
import { beyond, lineOf, placesOf } from './lines';
import type { Kind } from './lines';

/** Few enough that neither this process nor the server holds much at a time, whatever a tenant owns. */
const LINES_A_READ = 2_000;

/** A tenant as it was at one moment, however long it takes to read: one transaction sees all of it. */
export class Snapshot {
  private constructor(
    private readonly runner: QueryRunner,
    private readonly tenantId: string,
  ) {}

  static async of<T>(
    database: Database,
    tenantId: string,
    work: (snapshot: Snapshot) => Promise<T>,
  ): Promise<T> {
    const runner = database.source.createQueryRunner();
    try {
      await runner.connect();
      await runner.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await runner.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
      return await work(new Snapshot(runner, tenantId));
    } finally {
      // A connection that is lost has nothing to end.
      await runner.query('ROLLBACK').catch(() => undefined);
      await runner.release();
    }
  }

  async count(kind: Kind): Promise<number> {
    const [row] = await this.runner.query(`SELECT COUNT(*) AS number ${this.source(kind)}`);
    return Number(row.number);
  }

  /** Some lines at a time, as bytes and their number. */
  async *lines(kind: Kind): AsyncGenerator<{ bytes: Buffer; count: number }> {
    const places = kind.key.map((column, index) => `r.${column} AS k${index}`).join(', ');
    const order = kind.key.map((column) => `r.${column}`).join(', ');
    const select = `SELECT ${lineOf(kind)} AS line, ${places} ${this.source(kind)}`;
    let last: unknown[] | null = null;
    for (;;) {
      const rows: Record<string, unknown>[] = await this.runner.query(
        `${select} ${last ? `AND ${beyond(kind.key)}` : ''} ORDER BY ${order} LIMIT ${LINES_A_READ}`,
        last ? placesOf(last) : [],
      );
      if (rows.length > 0)
        yield { bytes: Buffer.from(rows.map(({ line }) => `${line}\n`).join('')), count: rows.length };
      if (rows.length < LINES_A_READ) return;
      last = kind.key.map((_, index) => rows.at(-1)![`k${index}`]);
    }
  }

  private source({ from, where = 'r.tenant_id = :tenant' }: Kind): string {
    return `FROM ${from} WHERE ${where}`.replaceAll(':tenant', sqlId(this.tenantId));
  }
}
