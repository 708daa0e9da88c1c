import { Injectable } from '@nestjs/common';
import { platformProcedure } from '@tenantry/trpc';
import type { Principal } from '@tenantry/trpc';
import { z } from 'zod';
import { keyShape } from './beginning';
import { BulkCreation } from './bulk-creation.service';
import type { RowResult } from './bulk-creation.service';
import { Onboarding } from './onboarding.service';
import { Wishes, wishShape } from './wishes.service';
import type { MayCopy } from './wishes.service';

export const MAX_ROWS = 1_000;

const create = () => platformProcedure('tenants:create');

/** What this lib adds to the `tenants` router: tenants in one piece. */
@Injectable()
export class OnboardingRouter {
  constructor(
    private readonly onboarding: Onboarding,
    private readonly bulk: BulkCreation,
    private readonly wishes: Wishes,
  ) {}

  routes() {
    return {
      /** With `dryRun` it says what would be wrong, taken and different or was made before, and writes nothing. */
      create: create()
        .input(wishShape.extend({ idempotencyKey: keyShape, dryRun: z.boolean().optional() }))
        .mutation(async ({ ctx, input: { idempotencyKey, dryRun, ...wished } }) => {
          const wish = await this.wishes.of(wished, mayCopy(ctx.principal));
          if (dryRun) {
            const madeBefore = await this.onboarding.madeBefore(idempotencyKey, wish, ctx);
            return { dryRun: true as const, madeBefore, ...(await this.onboarding.tryOut(wish, ctx)) };
          }
          const { tenantId, slug } = await this.onboarding.create(idempotencyKey, wish, ctx);
          return { dryRun: false as const, tenantId, slug };
        }),

      /** A result for each, in the order given; each in a transaction of its own. */
      createMany: create()
        .input(
          z.strictObject({
            rows: z.array(z.custom<Record<string, unknown>>()).min(1).max(MAX_ROWS),
            dryRun: z.boolean(),
            idempotencyKey: keyShape.optional(),
            /** Where the first row stands in its file; lines are part of the rows' keys. */
            firstLine: z.number().int().min(1).max(10_000_000).optional(),
          }),
        )
        .mutation(async ({ ctx, input: { rows, ...options } }): Promise<{ results: RowResult[] }> => ({
          results: await this.bulk.create(rows, { ...options, mayCopy: mayCopy(ctx.principal) }, ctx),
        })),
    };
  }
}

/** A key of the platform may speak for some tenants alone. */
const mayCopy = (principal: Principal): MayCopy =>
  principal.kind === 'key' ? (tenantId) => principal.covers(tenantId) : () => true;
