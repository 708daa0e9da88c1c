import { Injectable } from '@nestjs/common';
import { Limits, States } from '@tenantry/capabilities';
import type { CapabilityKey } from '@tenantry/capabilities';
import { Database } from '@tenantry/database';
import { Clock } from '@tenantry/kernel';
import { Tenants } from '@tenantry/tenants';
import { DEFAULT_LIMIT } from '@tenantry/trpc';
import { LessThan, MoreThan } from 'typeorm';
import { Request } from './request.entity';
import type { RequestState } from './request.entity';

export interface RequestFilter {
  state?: RequestState;
  cursor?: string;
  limit?: number;
}

/** Open ones are counted exactly up to here. */
const COUNTED = 1_000;

@Injectable()
export class RequestList {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly tenants: Tenants,
    private readonly states: States,
  ) {}

  /** Newest first; one row more than asked when there is a next page. */
  of(tenantId: string, filter: RequestFilter): Promise<Request[]> {
    return this.page({ tenantId }, filter, 'DESC');
  }

  /**
   * Across tenants: open ones oldest first, decided ones newest first; with the tenant's name, and for those that
   * are open the limit and the use that they are about.
   */
  async inbox(filter: RequestFilter) {
    const { state = 'open' } = filter;
    const rows = await this.page({}, { ...filter, state }, state === 'open' ? 'ASC' : 'DESC');
    const named = await this.tenants.named([...new Set(rows.map(({ tenantId }) => tenantId))]);
    const names = new Map(named.map((tenant) => [tenant.id, tenant]));
    const standings = state === 'open' ? await this.standings(rows) : [];
    return rows.map((request, index) => ({
      request,
      tenant: names.get(request.tenantId) ?? { id: request.tenantId, slug: '', companyName: '' },
      standing: standings[index] ?? null,
    }));
  }

  /** For a badge: from the index alone. */
  async open(): Promise<{ count: number; exact: boolean }> {
    const [row] = await this.database.query<{ count: string }[]>(
      `SELECT COUNT(*) AS count FROM (SELECT 1 FROM requests WHERE state = 'open' LIMIT ${COUNTED + 1}) AS opened`,
    );
    const count = Number(row!.count);
    return { count: Math.min(count, COUNTED), exact: count <= COUNTED };
  }

  /** In the order of `rows`. */
  private async standings(rows: readonly Request[]) {
    const keys = rows.map(({ tenantId, subject }) => ({ tenantId, key: subject as CapabilityKey }));
    const zones = new Map(
      await Promise.all(
        [...new Set(rows.map(({ tenantId }) => tenantId))].map(
          async (id) => [id, (await this.tenants.byId(id)).timeZone] as const,
        ),
      ),
    );
    const now = this.clock.now();
    return (await this.states.read(keys)).map(({ row, base, boosts }) => ({
      limit: Limits.inForce(row, base, boosts, now).limit,
      used: Limits.used(row, now, zones.get(row.tenantId)!),
    }));
  }

  private page(
    where: { tenantId?: string },
    { state, cursor, limit }: RequestFilter,
    order: 'ASC' | 'DESC',
  ): Promise<Request[]> {
    return this.database.read.find(Request, {
      where: {
        ...where,
        ...(state && { state }),
        ...(cursor && { id: order === 'DESC' ? LessThan(cursor) : MoreThan(cursor) }),
      },
      order: { id: order },
      take: (limit ?? DEFAULT_LIMIT) + 1,
    });
  }
}
