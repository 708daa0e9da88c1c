import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import type { Found, Place } from './cursor';
import type { Criteria } from './filter';
import { all, raw, sql } from './sql';
import type { Sql } from './sql';
import { along, direction, keyset, streamsOf } from './streams';
import type { Order, Stream, Stretch } from './streams';
import { TenantTotals } from './tenant-totals';
import type { Total } from './tenant-totals';

const LONGEST_STRIDE = 16_384;

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
  private readonly totals: TenantTotals;

  constructor(private readonly database: Database) {
    this.totals = new TenantTotals(database);
  }

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

  total(criteria: Criteria, among: Buffer[] | null): Promise<Total> {
    return this.totals.of(criteria, among, this.mostExamined);
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
      criteria.shown,
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
    const parts = [stream.belongs, stream.counts, criteria.shown, ...conditions];
    const also = all(parts.filter((part) => part !== undefined));
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
