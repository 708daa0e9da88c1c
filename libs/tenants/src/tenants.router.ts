import { Injectable } from '@nestjs/common';
import {
  cursorInput,
  idInput,
  limitInput,
  operatorLogProcedure,
  operatorProcedure,
  page,
  textInput,
} from '@tenantry/trpc';
import { z } from 'zod';
import { Hosts } from './hosts.service';
import { slugSentences } from './slugs';
import { TenantList } from './tenant-list.service';
import type { TenantListItem } from './tenant-list.service';
import { Tenants } from './tenants.service';

@Injectable()
export class TenantsRouter {
  constructor(
    private readonly tenants: Tenants,
    private readonly tenantList: TenantList,
    private readonly hosts: Hosts,
  ) {}

  routes() {
    return {
      /** Newest first; `search` is any part of the company name or the slug, or a whole id. Without it no tenant's log is found. */
      list: operatorLogProcedure
        .input(
          z.strictObject({
            search: z.string().max(255).optional(),
            state: z.enum(['enabled', 'disabled']).optional(),
            cursor: cursorInput(idInput),
            limit: limitInput(200),
          }),
        )
        .query(async ({ input }) => ({
          ...page(await this.tenantList.page(input), input.limit, rowView, (row) => row.id),
          total: await this.tenantList.total(input),
        })),

      byId: operatorProcedure
        .input(z.strictObject({ tenantId: idInput }))
        .query(({ input }) => this.view(input.tenantId)),

      slugAvailable: operatorProcedure
        .input(z.strictObject({ slug: z.string().max(255) }))
        .query(async ({ input }) => {
          const reason = await this.tenants.slugFault(input.slug);
          return reason ? { available: false, reason, message: slugSentences[reason] } : { available: true };
        }),

      suggestSlug: operatorProcedure
        .input(z.strictObject({ companyName: textInput(255) }))
        .query(async ({ input }) => ({ slug: await this.tenants.suggestSlug(input.companyName) })),
    };
  }

  private async view(tenantId: string) {
    const tenant = await this.tenants.byId(tenantId);
    return {
      id: tenant.id,
      slug: tenant.slug,
      companyName: tenant.companyName,
      size: tenant.size,
      country: tenant.country,
      timeZone: tenant.timeZone,
      language: tenant.language,
      notification: tenant.notification,
      state: tenant.state,
      disabledAt: tenant.disabledAt?.toISOString() ?? null,
      createdAt: tenant.createdAt.toISOString(),
      hosts: await this.hosts.list(tenantId),
    };
  }
}

const rowView = (row: TenantListItem) => ({
  id: row.id,
  slug: row.slug,
  companyName: row.companyName,
  size: row.size,
  country: row.country,
  timeZone: row.timeZone,
  language: row.language,
  state: row.state,
  createdAt: row.createdAt.toISOString(),
});
export type TenantRow = ReturnType<typeof rowView>;
