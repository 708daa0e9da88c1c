import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import {
  cursorInput,
  DEFAULT_LIMIT,
  Download,
  idInput,
  limitInput,
  operatorProcedure,
  operatorTenantProcedure,
  page,
  textInput,
} from '@tenantry/trpc';
import { z } from 'zod';
import { Deletions } from './deletions.service';
import { Previews } from './previews.service';
import { PurgeJob } from './purge.job';
import { Tombstones } from './tombstones.service';

const deletion = z.strictObject({
  tenantId: idInput,
  companyName: z.string().max(255),
  reason: textInput(500),
  when: z.enum(['after_grace', 'now']),
});

/** Procedures of `tenants` about their end. */
@Injectable()
export class DeletionRouter {
  constructor(
    private readonly deletions: Deletions,
    private readonly previews: Previews,
    private readonly tombstones: Tombstones,
    private readonly job: PurgeJob,
    private readonly database: Database,
  ) {}

  routes() {
    return {
      /** What will go. */
      deletionPreview: operatorTenantProcedure
        .input(z.strictObject({ tenantId: idInput }))
        .query(async ({ ctx }) => {
          const { purgeAt, ...preview } = await this.previews.of(ctx.tenantId);
          return { ...preview, purgeAt: purgeAt.toISOString() };
        }),

      /** Everything of the tenant stops at once. `now`: nothing can bring it back. */
      delete: operatorTenantProcedure.input(deletion).mutation(async ({ ctx, input }) => {
        const { purgeAt } = await this.deletions.delete(ctx.tenantId, input, ctx);
        if (input.when === 'now') this.job.soon();
        return { purgeAt: purgeAt.toISOString() };
      }),

      restore: operatorTenantProcedure
        .input(z.strictObject({ tenantId: idInput, reason: textInput(500).optional() }))
        .mutation(({ ctx, input }) => this.deletions.restore(ctx.tenantId, input.reason, ctx)),

      /** What is left of tenants that were purged, newest first. */
      tombstones: operatorProcedure
        .input(z.strictObject({ cursor: cursorInput(idInput), limit: limitInput(200) }))
        .query(async ({ input }) =>
          page(
            await this.tombstones.list(input.limit ?? DEFAULT_LIMIT, input.cursor),
            input.limit,
            (tombstone) => tombstone,
            ({ id }) => id,
          ),
        ),

      /** One of them as a file, sealed: the proof that everything was deleted. */
      downloadTombstone: operatorProcedure
        .meta({ download: true })
        .input(z.strictObject({ tombstoneId: idInput }))
        .mutation(async ({ ctx, input: { tombstoneId } }) => {
          const content = await this.tombstones.contentOf(tombstoneId);
          const target = { kind: 'tombstone', id: tombstoneId };
          await this.database.transaction(() =>
            ctx.record({ tenantId: null, type: 'export', action: 'tombstone.downloaded', target }),
          );
          return new Download(`tombstone-${tombstoneId}.json`, 'application/json', once(content));
        }),
    };
  }
}

async function* once(content: string) {
  yield content;
}
