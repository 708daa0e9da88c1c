import { Injectable } from '@nestjs/common';
import { Clock } from '@tenantry/kernel';
import { Candidates } from './candidates.service';
import { csvHead, csvLines } from './csv';
import { cursorOf, placeOf } from './cursor';
import type { Place } from './cursor';
import { Criteria } from './filter';
import type { TenantFilter } from './filter';
import { streamsOf } from './streams';
import type { Order } from './streams';
import { TenantPages } from './tenant-pages.service';
import { TenantRows } from './tenant-rows.service';
import type { TenantRow } from './tenant-rows.service';

const EXPORTED_AT_ONCE = 1_000;

export interface TenantListPage {
  items: TenantRow[];
  next: string | null;
  /** Set when the page ends although more may follow: how far along the order it looked. */
  searchedTo: { key: string | number | null } | null;
  total: { count: number; exact: boolean };
}

/** Reads across tenants, for the console. */
@Injectable()
export class Directory {
  constructor(
    private readonly candidates: Candidates,
    private readonly pages: TenantPages,
    private readonly rows: TenantRows,
    private readonly clock: Clock,
  ) {}

  async list(
    filter: TenantFilter,
    order: Order,
    { cursor, limit = 50 }: { cursor?: string; limit?: number },
  ): Promise<TenantListPage> {
    const criteria = new Criteria(filter, this.clock.now());
    const from = cursor === undefined ? null : placeOf(cursor, order, streamsOf(order.sort, criteria.now));
    const { among, rest } = await this.candidates.of(criteria);
    const [{ found, next, isPartial }, total] = await Promise.all([
      this.pages.page({ criteria: rest, order, among, from, limit }),
      this.pages.total(rest, among),
    ]);
    const ids = found.map(({ id }) => id);
    return {
      items: await this.rows.of(ids, criteria),
      next: next && cursorOf(order, next),
      searchedTo: isPartial ? { key: shown(next!) } : null,
      // What was found is there, also when the count looked elsewhere.
      total: { ...total, count: Math.max(total.count, ids.length) },
    };
  }

  /** Everything that the filter leaves, at the moment of the call as far as contracts go; never much of it at once. */
  async *csv(filter: TenantFilter, order: Order): AsyncGenerator<string> {
    const criteria = new Criteria(filter, this.clock.now());
    const { among, rest } = await this.candidates.of(criteria);
    yield csvHead;
    let from: Place | null = null;
    do {
      const walk = { criteria: rest, order, among, from, limit: EXPORTED_AT_ONCE, examined: Infinity };
      const { found, next }: { found: { id: Buffer }[]; next: Place | null } = await this.pages.page(walk);
      yield csvLines(
        await this.rows.of(
          found.map(({ id }) => id),
          criteria,
        ),
      );
      from = next;
    } while (from);
  }
}

const shown = ({ key }: Place) => (key instanceof Date ? key.toISOString() : key);
