import { Injectable } from '@nestjs/common';
import { idInput, operatorAdminProcedure, operatorProcedure, textInput } from '@tenantry/trpc';
import { z } from 'zod';
import { Origins } from './origins.service';
import { Templates } from './templates.service';
import type { TemplateView } from './templates.service';

const one = { templateId: idInput };

/** Keeping choices is `drafts`'s part: they come from a tenant or from a draft. */
@Injectable()
export class TemplatesRouter {
  constructor(
    private readonly templates: Templates,
    private readonly origins: Origins,
  ) {}

  routes() {
    return {
      /** By name. */
      list: operatorProcedure.query(async () => ({ items: (await this.templates.list()).map(summaryOf) })),

      byId: operatorProcedure.input(z.strictObject(one)).query(async ({ input }) => {
        const template = await this.templates.byId(input.templateId);
        return { ...summaryOf(template), choices: template.choices };
      }),

      rename: operatorAdminProcedure
        .input(z.strictObject({ ...one, name: textInput(100) }))
        .mutation(({ ctx, input }) => this.templates.rename(input.templateId, input.name, ctx)),

      remove: operatorAdminProcedure
        .input(z.strictObject(one))
        .mutation(({ ctx, input }) => this.templates.remove(input.templateId, ctx)),
    };
  }

  /** What this lib adds to the `tenants` router. */
  tenantRoutes() {
    return {
      /** From what it was made and how it differs from that now; null where it was made from nothing. */
      origin: operatorProcedure
        .input(z.strictObject({ tenantId: idInput }))
        .query(({ input }) => this.origins.of(input.tenantId)),
    };
  }
}

/** With how many permissions and limits it chooses. */
const summaryOf = ({ id, name, choices, createdBy, updatedAt }: TemplateView) => ({
  id,
  name,
  permissions: choices.permissions.length,
  capabilities: choices.capabilities.length,
  createdBy,
  updatedAt: updatedAt.toISOString(),
});
