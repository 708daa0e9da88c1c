import { DAY } from '@tenantry/kernel';
import { begins, wordsOf } from '@tenantry/search';
import { idToBytes, isId } from '@tenantry/kernel';
import { sql } from './sql';
import type { Sql } from './sql';

/** Which tenants. All that is given must hold. */
export interface TenantFilter {
  /** Words by which the tenant is found, or its id. */
  search?: string;
  /** None but these. */
  tenantIds?: string[];
  /** Found by its names alone: whoever asks is shown neither hosts nor anybody's address. */
  namesOnly?: boolean;
  /** Deleted ones are in no list but their own. */
  state?: 'enabled' | 'disabled' | 'deleted';
  country?: string;
  /** Some capability is used beyond its limit. */
  overLimit?: boolean;
  /** Percent of its licences that are used, at least. */
  usedFrom?: number;
  /** The running contract ends within so many days. */
  expiresWithinDays?: number;
  createdFrom?: Date;
  createdBefore?: Date;
}

/** What a filter is at one moment: contracts run, and end, by it. */
export class Criteria {
  readonly words: string[];
  /** The search is the id of a tenant. */
  readonly id: Buffer | null;
  /** Something was searched by which nothing is ever found. */
  readonly isVain: boolean;

  constructor(
    readonly filter: TenantFilter,
    readonly now: Date,
  ) {
    const search = filter.search?.trim() ?? '';
    this.id = isId(search.toLowerCase()) ? idToBytes(search.toLowerCase()) : null;
    this.words = this.id ? [] : wordsOf(search);
    this.isVain = search !== '' && !this.id && this.words.length === 0;
  }

  get expiresBy(): Date | null {
    const days = this.filter.expiresWithinDays;
    return days === undefined ? null : new Date(this.now.getTime() + days * DAY);
  }

  /** Whether the running contract must be known. */
  get asksContract(): boolean {
    return this.filter.usedFrom !== undefined || this.expiresBy !== null;
  }

  /** Over `t`: which tenants are looked at at all. Not one of the conditions, for it leaves nearly all. */
  get shown(): Sql {
    return this.filter.state === 'deleted' ? sql`t.deleted_at IS NOT NULL` : sql`t.deleted_at IS NULL`;
  }

  /** Over `t`, the tenant, and where the contract is asked for `r`, the running one, with its counter `u`. */
  conditions(): Sql[] {
    const { state, country, overLimit, usedFrom, createdFrom, createdBefore, namesOnly } = this.filter;
    const found: (Sql | false | undefined)[] = [
      this.isVain && sql`FALSE`,
      this.id && sql`t.id = ${this.id}`,
      ...this.words.map((word) => {
        const { sql: text, values } = begins('t.id', word, namesOnly);
        return { text, values };
      }),
      state && (state === 'deleted' ? this.shown : sql`t.state = ${state}`),
      country !== undefined && sql`t.country = ${country}`,
      overLimit && isOver,
      usedFrom !== undefined && sql`u.used_permille >= ${usedFrom * 10}`,
      this.expiresBy && sql`r.ends_at <= ${this.expiresBy}`,
      createdFrom && sql`t.created_at >= ${createdFrom}`,
      createdBefore && sql`t.created_at < ${createdBefore}`,
    ].map((condition) => condition || undefined);
    return found.filter((condition) => condition !== undefined) as Sql[];
  }

  /** The running contract of `t`, of which there is one at most, and its counter. */
  contract(): Sql {
    return sql`LEFT JOIN contracts r ON r.tenant_id = t.id AND r.starts_at <= ${this.now}
        AND (r.ends_at IS NULL OR r.ends_at > ${this.now})
      LEFT JOIN contract_counters u ON u.contract_id = r.id`;
  }
}

const isOver = sql`(SELECT 1 FROM capability_states s
  WHERE s.tenant_id = t.id AND s.over_since IS NOT NULL LIMIT 1) IS NOT NULL`;
