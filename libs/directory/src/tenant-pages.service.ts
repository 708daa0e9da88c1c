import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import type { Found, Place } from './cursor';
import type { Criteria } from './filter';
import { all, raw, sql } from './sql';
import type { Sql } from './sql';
import { along, direction, keyset, streamsOf } from './streams';
import type { Order, Stream, Stretch } from './streams';

/** Totals are exact up to here. */
const COUNTED = 1_000;
const LONGEST_STRIDE = 16_384;
/** A total is not worth looking at more. */
const COUNTED_AMONG = 5_000;

export interface Page {
  found: Found[];
  /** Where the next page begins; null at the end. */
  next: Place | null;
  /** Not everything up to the end of the page was looked at: `next` is how far. */
  isPartial: boolean;
}

interface Walk {
  criteria: Criteria;
  order: Order;
  /** The tenants in question; null: all. */
  among: Buffer[] | null;
  from: Place | null;
  limit: number;
  examined?: number;
}

@Injectable()
export class TenantPages {
  /** How many rows of an index a page examines at most; then it says how far it looked. */
  mostExamined = 20_000;
  firstStride = 256;

  constructor(private readonly database: Database) {}

  async page({ criteria, order, among, from, limit, examined = this.mostExamined }: Walk): Promise<Page> {
    const streams = streamsOf(order.sort, criteria.now);
    const conditions = criteria.conditions();
    const found: Found[] = [];
    const done = () => ({ found: found.slice(0, limit), next: found[limit - 1]!, isPartial: false });
    for (let number = from?.stream ?? 0; number < streams.length; number++) {
      const stream = streams[number]!;
      let at = from?.stream === number ? from : null;
      const isPlain = conditions.length === 0 && !stream.belongs && !stream.counts;
      const visit = { stream, number, criteria, conditions, order };
      if (among) {
        found.push(...(await this.pick({ ...visit, at }, among, limit + 1 - found.length)));
        if (found.length > limit) return done();
        continue;
      }
      for (let stride = this.firstStride; ; stride = Math.min(stride * 4, LONGEST_STRIDE)) {
        const length = Math.min(stride, examined);
        const until = isPlain ? null : await this.edge({ ...visit, at }, length);
        found.push(...(await this.walk({ ...visit, at, until }, limit + 1 - found.length)));
        if (found.length > limit) return done();
        if (!until) break;
        examined -= length;
        if (examined <= 0) return { found, next: until, isPartial: true };
        at = until;
      }
    }
    return { found, next: null, isPartial: false };
  }

  async total(criteria: Criteria, among: Buffer[] | null): Promise<{ count: number; exact: boolean }> {
    const conditions = criteria.conditions();
    if (among) {
      const isSettled = among.length === 0 || conditions.length === 0;
      const count = isSettled ? among.length : await this.count(criteria, sql`t.id IN (${among})`);
      return { count: Math.min(count, COUNTED), exact: count <= COUNTED };
    }
    // One filter that leaves more than can be looked at one by one leaves more than are counted.
    if (conditions.length === 1 && !criteria.asksContract) return { count: COUNTED, exact: false };
    if (criteria.asksContract) return this.totalOfContracts(criteria);
    let count = 0;
    let from: Buffer = Buffer.alloc(16);
    for (
      let left = Math.min(this.mostExamined, COUNTED_AMONG), stride = COUNTED + 1;
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

  /** Along the contracts that the filter names, for they are fewer than the tenants. */
  private async totalOfContracts(criteria: Criteria): Promise<{ count: number; exact: boolean }> {
    const { expiresBy, now, filter } = criteria;
    const named = expiresBy
      ? sql`SELECT id FROM contracts WHERE ends_at > ${now} AND ends_at <= ${expiresBy}`
      : sql`SELECT contract_id AS id FROM contract_counters WHERE used_permille >= ${filter.usedFrom! * 10}`;
    const most = Math.min(this.mostExamined, COUNTED_AMONG);
    const some = sql`(${named} LIMIT ${most + 1}) w`;
    const [row] = await this.query<{ count: string; looked: string }>(
      sql`SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM ${some}
          STRAIGHT_JOIN contracts r ON r.id = w.id AND r.starts_at <= ${now}
            AND (r.ends_at IS NULL OR r.ends_at > ${now})
          LEFT JOIN contract_counters u ON u.contract_id = r.id
          STRAIGHT_JOIN tenants t ON t.id = r.tenant_id
          WHERE ${all(criteria.conditions())} LIMIT ${COUNTED + 1}) AS matching) AS count,
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
        WHERE ${all([part, ...criteria.conditions()])} LIMIT ${COUNTED + 1}) AS matching`,
    );
    return Number(row!.count);
  }

  /** Of few tenants, those behind the place, in order. Left to choose, the server may walk the order's index. */
  private async pick(visit: Visit, among: Buffer[], wanted: number): Promise<Found[]> {
    if (among.length === 0) return [];
    const { stream, criteria, conditions, order } = visit;
    const joins = criteria.asksContract || stream.belongs ? criteria.contract() : raw('');
    const beyond = order.descending ? '<' : '>';
    const behind = keyset(stream.key && stream.keyOf, stream.refOf, visit.at, beyond, false);
    const where = all([
      sql`t.id IN (${among})`,
      ...(stream.belongs ? [stream.belongs] : []),
      ...conditions,
      behind,
    ]);
    return this.found(
      visit,
      sql`SELECT t.id, ${stream.keyOf} AS k, ${stream.refOf} AS ref FROM tenants t FORCE INDEX (PRIMARY) ${joins} WHERE ${where}
        ORDER BY k ${direction(order)}, ref ${direction(order)} LIMIT ${wanted}`,
    );
  }

  /** Along the index up to a place, those that count; no further than to as many as are wanted. */
  private walk(visit: Visit, wanted: number): Promise<Found[]> {
    const { stream, criteria, conditions, order } = visit;
    const needs = criteria.asksContract || stream.belongs || stream.counts;
    const joins = needs ? criteria.contract() : raw('');
    const also = all([stream.belongs, stream.counts, ...conditions].filter((part) => part !== undefined));
    const { from, where, by, key, ref } = along(stream, visit, order);
    return this.found(
      visit,
      sql`SELECT t.id, ${key ?? raw('NULL')} AS k, ${ref} AS ref FROM ${from}
        STRAIGHT_JOIN tenants t ON t.id = w.${raw(stream.id)} ${joins} WHERE ${where} AND ${also}
        ORDER BY ${by} LIMIT ${wanted}`,
    );
  }

  /** The last of the next `length` rows; null when there are fewer. */
  private async edge(visit: Visit, length: number): Promise<Place | null> {
    const { from, where, by, key, ref } = along(visit.stream, visit, visit.order);
    const [row] = await this.found(
      visit,
      sql`SELECT ${key ?? raw('NULL')} AS k, ${ref} AS ref FROM ${from} WHERE ${where}
        ORDER BY ${by} LIMIT 1 OFFSET ${length - 1}`,
    );
    return row ?? null;
  }

  private async found({ stream, number }: Visit, statement: Sql): Promise<Found[]> {
    const rows = await this.query<{ id: Buffer; k: string | number | Date | null; ref: Buffer }>(statement);
    return rows.map(({ id, k, ref }) => ({
      id,
      stream: number,
      key: stream.kind === 'number' ? Number(k) : k,
      ref,
    }));
  }

  private query<Row>({ text, values }: Sql): Promise<Row[]> {
    return this.database.query<Row[]>(text, values);
  }
}

interface Visit extends Stretch {
  stream: Stream;
  number: number;
  criteria: Criteria;
  conditions: Sql[];
  order: Order;
}
