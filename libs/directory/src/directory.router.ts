import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { DomainError, notFound } from '@tenantry/kernel';
import {
  Download,
  idInput,
  instantInput,
  limitInput,
  operatorLogProcedure,
  operatorProcedure,
} from '@tenantry/trpc';
import { z } from 'zod';
import { Diagnosis } from './diagnosis.service';
import { Directory } from './directory.service';
import { sorts } from './streams';
import type { Order } from './streams';
import { forAuditors } from './tenant-rows.service';

const filter = {
  search: z.string().max(255).optional(),
  state: z.enum(['enabled', 'disabled', 'deleted']).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'A country code of ISO 3166, such as DE.')
    .optional(),
  overLimit: z.literal(true).optional(),
  usedFrom: z.number().int().min(0).max(100_000).optional(),
  expiresWithinDays: z.number().int().min(0).max(3_660).optional(),
  createdFrom: instantInput.optional(),
  createdBefore: instantInput.optional(),
  sort: z.enum(sorts).optional(),
  descending: z.boolean().optional(),
};
const exported = z.strictObject({ ...filter, tenantIds: z.array(idInput).min(1).max(200).optional() });
const listed = z.strictObject({
  ...filter,
  cursor: z.string().max(2_000).optional(),
  limit: limitInput(200),
});

/** Newest first, unless told otherwise. */
const orderOf = ({
  sort = 'created',
  descending,
}: Pick<z.infer<typeof exported>, 'sort' | 'descending'>): Order => ({
  sort,
  descending: descending ?? sort === 'created',
});

/** Procedures of `tenants` that look across tenants and features. */
@Injectable()
export class DirectoryRouter {
  constructor(
    private readonly directory: Directory,
    private readonly diagnosis: Diagnosis,
    private readonly database: Database,
  ) {}

  routes() {
    return {
      /** Without it no tenant's log is found, so auditors have it too, but for what their eyes are not for. */
      list: operatorLogProcedure.input(listed).query(async ({ ctx, input }) => {
        const { cursor, limit, sort, descending, ...wanted } = input;
        const isAuditor = ctx.principal.role === 'auditor';
        if (isAuditor && asksUse(input))
          throw new DomainError(
            'forbidden',
            'Auditors find tenants by what they are, not by what they use.',
            {
              code: 'not_allowed',
            },
          );
        const filter = { ...wanted, namesOnly: isAuditor };
        const page = await this.directory.list(filter, orderOf({ sort, descending }), { cursor, limit });
        return isAuditor ? { ...page, items: page.items.map(forAuditors) } : page;
      }),

      /** What needs doing about one tenant, the worst first; empty where all is well. */
      attention: operatorProcedure
        .input(z.strictObject({ tenantId: idInput }))
        .query(async ({ ctx, input: { tenantId } }) => {
          if (!(await ctx.tenantExists(tenantId))) throw notFound('tenant');
          return { items: await this.diagnosis.of(tenantId) };
        }),

      /** Exactly what the list shows under the same filter, all pages of it. */
      export: operatorProcedure
        .meta({ download: true })
        .input(exported)
        .mutation(async ({ ctx, input }) => {
          const { sort, descending, ...wanted } = input;
          const order = orderOf({ sort, descending });
          // How many were chosen, and not which: the platform's log outlives tenants.
          const { tenantIds, ...after } = { ...wanted, ...order };
          const chosen = tenantIds && { chosen: tenantIds.length };
          await this.database.transaction(() =>
            ctx.record({ type: 'export', action: 'tenants.exported', after: { ...after, ...chosen } }),
          );
          return new Download('tenants.csv', 'text/csv; charset=utf-8', this.directory.csv(wanted, order));
        }),
    };
  }
}

const asksUse = ({ overLimit, usedFrom, expiresWithinDays, sort }: z.infer<typeof exported>) =>
  overLimit !== undefined ||
  usedFrom !== undefined ||
  expiresWithinDays !== undefined ||
  sort === 'used' ||
  sort === 'ends';
