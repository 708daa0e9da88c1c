import type { Database } from '@tenantry/database';
import type { Criteria } from './filter';
import { all, raw, sql } from './sql';
import type { Sql } from './sql';

/** Totals are exact up to here. */
const COUNTED = 1_000;
/** A total is not worth looking at more. */
const COUNTED_AMONG = 5_000;

export interface Total {
  count: number;
  /** False: at least so many. */
  exact: boolean;
}

/** How many tenants a filter leaves. */
export class TenantTotals {
  constructor(private readonly database: Database) {}

  async of(criteria: Criteria, among: Buffer[] | null, mostExamined: number): Promise<Total> {
    const conditions = criteria.conditions();
    if (among) {
      const isSettled = among.length === 0 || (conditions.length === 0 && !(await this.hides(criteria)));
      const count = isSettled ? among.length : await this.count(criteria, sql`t.id IN (${among})`);
      return { count: Math.min(count, COUNTED), exact: count <= COUNTED };
    }
    // One filter that leaves more than can be looked at one by one leaves more than are counted.
    if (conditions.length === 1 && !criteria.asksContract && !(await this.hides(criteria)))
      return { count: COUNTED, exact: false };
    if (criteria.asksContract) return this.ofContracts(criteria, mostExamined);
    let count = 0;
    let from: Buffer = Buffer.alloc(16);
    for (
      let left = Math.min(mostExamined, COUNTED_AMONG), stride = COUNTED + 1;
      left > 0;
      left -= stride, stride *= 4
    ) {
      const length = Math.min(stride, left);
      const [edge] = await this.query<{ id: Buffer }>(
        sql`SELECT id FROM tenants WHERE id > ${from} ORDER BY id LIMIT 1 OFFSET ${length - 1}`,
      );
      const part = edge ? sql`t.id > ${from} AND t.id <= ${edge.id}` : sql`t.id > ${from}`;
      count += await this.count(criteria, part);
      if (count > COUNTED) return { count: COUNTED, exact: false };
      if (!edge) return { count, exact: true };
      from = edge.id;
    }
    return { count, exact: false };
  }

  /** Whether an index may find tenants that are not shown: where it does not, what it finds need not be counted. */
  private async hides({ filter }: Criteria): Promise<boolean> {
    if (filter.state === 'deleted') return false;
    const found = await this.query(raw('SELECT 1 FROM tenants WHERE deleted_at IS NOT NULL LIMIT 1'));
    return found.length > 0;
  }

  /** Along the contracts that the filter names, for they are fewer than the tenants. */
  private async ofContracts(criteria: Criteria, mostExamined: number): Promise<Total> {
    const { expiresBy, now, filter } = criteria;
    const named = expiresBy
      ? sql`SELECT id FROM contracts WHERE ends_at > ${now} AND ends_at <= ${expiresBy}`
      : sql`SELECT contract_id AS id FROM contract_counters WHERE used_permille >= ${filter.usedFrom! * 10}`;
    const most = Math.min(mostExamined, COUNTED_AMONG);
    const some = sql`(${named} LIMIT ${most + 1}) w`;
    const [row] = await this.query<{ count: string; looked: string }>(
      sql`SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM ${some}
          STRAIGHT_JOIN contracts r ON r.id = w.id AND r.starts_at <= ${now}
            AND (r.ends_at IS NULL OR r.ends_at > ${now})
          LEFT JOIN contract_counters u ON u.contract_id = r.id
          STRAIGHT_JOIN tenants t ON t.id = r.tenant_id
          WHERE ${all([criteria.shown, ...criteria.conditions()])} LIMIT ${COUNTED + 1}) AS matching) AS count,
        (SELECT COUNT(*) FROM ${some}) AS looked`,
    );
    const count = Number(row!.count);
    const exact = count <= COUNTED && Number(row!.looked) <= most;
    return { count: Math.min(count, COUNTED), exact };
  }

  /** Of a part of the tenants, those that the filter leaves; one more than are counted at most. */
  private async count(criteria: Criteria, part: Sql): Promise<number> {
    const joins = criteria.asksContract ? criteria.contract() : raw('');
    const [row] = await this.query<{ count: string }>(
      sql`SELECT COUNT(*) AS count FROM (SELECT 1 FROM tenants t FORCE INDEX (PRIMARY) ${joins}
        WHERE ${all([part, criteria.shown, ...criteria.conditions()])} LIMIT ${COUNTED + 1}) AS matching`,
    );
    return Number(row!.count);
  }

  private query<Row>({ text, values }: Sql): Promise<Row[]> {
    return this.database.query<Row[]>(text, values);
  }
}
