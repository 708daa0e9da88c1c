import { Injectable } from '@nestjs/common';
import { cursorInput, idInput, limitInput, page, staffProcedure, tenantAdminProcedure } from '@tenantry/trpc';
import { z } from 'zod';
import type { Export } from './export.entity';
import { Exports } from './exports.service';

const one = z.strictObject({ tenantId: idInput.optional(), exportId: idInput });
/** The whole log is in it, so whoever may not take that along may not take everything. */
const feature = 'log.export';

@Injectable()
export class ExportsRouter {
  constructor(private readonly exports: Exports) {}

  routes() {
    return {
      /** Of everything that the tenant owns; one at a time. */
      begin: tenantAdminProcedure
        .meta({ feature })
        .input(z.strictObject({ tenantId: idInput.optional() }))
        .mutation(async ({ ctx }) => view(await this.exports.begin(ctx.tenantId, ctx))),

      list: staffProcedure
        .meta({ feature })
        .input(
          z.strictObject({
            tenantId: idInput.optional(),
            cursor: cursorInput(idInput),
            limit: limitInput(200),
          }),
        )
        .query(async ({ ctx, input }) =>
          page(await this.exports.list(ctx.tenantId, input), input.limit, view, ({ id }) => id),
        ),

      byId: staffProcedure
        .meta({ feature })
        .input(one)
        .query(async ({ ctx, input }) => view(await this.exports.byId(ctx.tenantId, input.exportId))),

      cancel: tenantAdminProcedure
        .meta({ feature })
        .input(one)
        .mutation(({ ctx, input }) => this.exports.cancel(ctx.tenantId, input.exportId, ctx)),

      remove: tenantAdminProcedure
        .meta({ feature })
        .input(one)
        .mutation(({ ctx, input }) => this.exports.remove(ctx.tenantId, input.exportId, ctx)),

      download: tenantAdminProcedure
        .meta({ feature, download: true })
        .input(one)
        .mutation(({ ctx, input }) => this.exports.download(ctx.tenantId, input.exportId, ctx)),
    };
  }
}

const view = (row: Export) => ({
  id: row.id,
  state: row.state,
  begunBy: row.begunBy,
  createdAt: row.createdAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
  /** When it is removed; of interest once it is ready. */
  expiresAt: row.expiresAt.toISOString(),
  parts: { done: row.partsDone, of: row.parts },
  /** How many there are is unknown until they are counted. */
  rows: { done: row.rowsDone, of: row.rowsExpected },
  bytes: row.bytes,
  sha256: row.checksum?.toString('hex') ?? null,
});
export type ExportView = ReturnType<typeof view>;
