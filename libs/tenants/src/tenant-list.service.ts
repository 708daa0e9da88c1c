import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { idToBytes, isId } from '@tenantry/kernel';
import type { SelectQueryBuilder } from 'typeorm';
import { Tenant } from './tenant.entity';
import { nameKey } from './summaries';

const MAX_PAGE = 200;
/** Totals are exact up to here. */
const COUNTED = 1_000;

export interface TenantFilter {
  search?: string;
  state?: 'enabled' | 'disabled';
  cursor?: string;
  limit?: number;
}

export interface TenantListItem {
  id: string;
  slug: string;
  companyName: string;
  size: string;
  country: string;
  timeZone: string;
  language: string;
  state: 'enabled' | 'disabled';
  createdAt: Date;
}

/** Reads across tenants, for the console. */
@Injectable()
export class TenantList {
  constructor(private readonly database: Database) {}

  /** Newest first; one row more than asked when there is a next page. */
  async page(filter: TenantFilter): Promise<TenantListItem[]> {
    const query = this.matching(filter)
      .orderBy('tenant.id', 'DESC')
      .take(Math.min(filter.limit ?? 50, MAX_PAGE) + 1);
    if (filter.cursor) query.andWhere('tenant.id < :cursor', { cursor: idToBytes(filter.cursor) });
    return query.getMany();
  }

  async total(filter: TenantFilter): Promise<{ count: number; exact: boolean }> {
    const [sql, parameters] = this.matching(filter)
      .select('1', 'one')
      .limit(COUNTED + 1)
      .getQueryAndParameters();
    const [row] = await this.database.query<{ count: string }[]>(
      `SELECT COUNT(*) AS count FROM (${sql}) AS matching`,
      parameters,
    );
    const count = Number(row!.count);
    return { count: Math.min(count, COUNTED), exact: count <= COUNTED };
  }

  private matching({ search, state }: TenantFilter): SelectQueryBuilder<Tenant> {
    const query = this.database.read.createQueryBuilder(Tenant, 'tenant').where('1 = 1');
    if (state) query.andWhere('tenant.state = :state', { state });
    const key = nameKey(search ?? '');
    if (isId(key)) query.andWhere('tenant.id = :id', { id: idToBytes(key) });
    else if (key) {
      const anywhere = `%${key.replace(/[\\%_]/g, '\\$&')}%`;
      // Slugs are ASCII by rule, and the database refuses to compare them with anything else.
      const orSlug = /^[\x20-\x7e]*$/.test(key) ? ' OR tenant.slug LIKE :anywhere' : '';
      query.andWhere(`(tenant.companyNameKey LIKE :anywhere${orSlug})`, { anywhere });
    }
    return query;
  }
}
