import { Injectable } from '@nestjs/common';
import { serviceProcedure } from '@tenantry/trpc';
import { z } from 'zod';
import { Changes } from './changes.service';

const MAX_PAGE = 1_000;

@Injectable()
export class ChangesRouter {
  constructor(private readonly changes: Changes) {}

  routes() {
    return {
      /** What changed after `version`, as far as it concerns the key; `reset`: forget everything and ask anew. */
      since: serviceProcedure('permissions:read', 'capabilities:read')
        .input(
          z.strictObject({
            version: z.number().int().min(0),
            limit: z.number().int().min(1).max(MAX_PAGE).optional(),
          }),
        )
        .query(async ({ ctx, input }) => {
          const { version, changes, reset } = await this.changes.since(input.version, input.limit);
          const concerned = changes.filter(
            ({ tenantId }) => tenantId === null || ctx.principal.covers(tenantId),
          );
          return {
            version,
            reset,
            changes: concerned.map(({ version, topic, tenantId }) => ({ version, topic, tenant: tenantId })),
          };
        }),
    };
  }
}
