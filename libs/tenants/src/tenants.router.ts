import { Injectable } from '@nestjs/common';
import { idInput, operatorProcedure, textInput } from '@tenantry/trpc';
import { z } from 'zod';
import { Hosts } from './hosts.service';
import { slugSentences } from './slugs';
import { Tenants } from './tenants.service';

@Injectable()
export class TenantsRouter {
  constructor(
    private readonly tenants: Tenants,
    private readonly hosts: Hosts,
  ) {}

  routes() {
    return {
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
      /** Set while it is deleted and can be restored. */
      deletedAt: tenant.deletedAt?.toISOString() ?? null,
      purgeAt: tenant.purgeAt?.toISOString() ?? null,
      createdAt: tenant.createdAt.toISOString(),
      hosts: await this.hosts.list(tenantId),
    };
  }
}
