import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { Tenants } from '@tenantry/tenants';
import { DEFAULT_LIMIT } from '@tenantry/trpc';
import { In, IsNull, LessThan, Not } from 'typeorm';
import { SupportView } from './support-view.entity';

@Injectable()
export class ViewList {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
  ) {}

  /** Who looked at this tenant, and when; newest first, one more than asked when there is a next page. */
  of(tenantId: string, { cursor, limit }: { cursor?: string; limit?: number }): Promise<SupportView[]> {
    return this.database.read.find(SupportView, {
      where: { tenantId, begunAt: Not(IsNull()), ...(cursor && { id: LessThan(cursor) }) },
      order: { id: 'DESC' },
      take: (limit ?? DEFAULT_LIMIT) + 1,
    });
  }

  /** Across tenants, for the operators' own log: whom each view was of. Missing where the tenant is gone. */
  async named(viewIds: string[]) {
    const views = await this.database.read.findBy(SupportView, { id: In(viewIds) });
    const tenants = await this.tenants.named([...new Set(views.map(({ tenantId }) => tenantId))]);
    const names = new Map(tenants.map(({ id, companyName }) => [id, companyName]));
    return views.flatMap(({ id: viewId, tenantId }) => {
      const companyName = names.get(tenantId);
      return companyName === undefined ? [] : [{ viewId, tenantId, companyName }];
    });
  }
}
