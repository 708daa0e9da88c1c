import { Injectable } from '@nestjs/common';
import { sourceShape } from '@tenantry/onboarding';
import { cursorInput, idInput, limitInput, operatorAdminProcedure, textInput } from '@tenantry/trpc';
import { z } from 'zod';
import { DraftEnds } from './draft-ends.service';
import { Drafts } from './drafts.service';
import { savedStep } from './steps';

const one = { draftId: idInput };
const cursor = cursorInput(
  z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z~[0-9a-f-]{36}$/, 'Not a cursor.')
    .refine((text) => !Number.isNaN(Date.parse(text.split('~')[0]!)), 'Not a cursor.'),
);

/** The wizard that makes a tenant. A draft is one operator's; for everybody else there is no such draft. */
@Injectable()
export class DraftsRouter {
  constructor(
    private readonly drafts: Drafts,
    private readonly ends: DraftEnds,
  ) {}

  routes() {
    return {
      /** With the permissions, limits and settings of a tenant or of a template, or with none. */
      start: operatorAdminProcedure
        .input(z.strictObject({ from: sourceShape.optional() }))
        .mutation(({ ctx, input }) => this.drafts.start(ctx.principal.id, input.from, ctx)),

      /** One's own, the last changed first. */
      mine: operatorAdminProcedure
        .input(z.strictObject({ cursor, limit: limitInput(100) }))
        .query(({ ctx, input }) => this.drafts.mine(ctx.principal.id, input.cursor, input.limit)),

      byId: operatorAdminProcedure
        .input(z.strictObject(one))
        .query(({ ctx, input }) => this.drafts.byId(ctx.principal.id, input.draftId)),

      /**
       * Keeps what was typed. Where it is wrong the refusal says what of it, and the draft stands at this step with the
       * version that its details name; beyond `furthest` nothing is taken.
       */
      save: operatorAdminProcedure
        .input(savedStep)
        .mutation(({ ctx, input }) => this.drafts.keep(ctx.principal.id, input, ctx)),

      discard: operatorAdminProcedure
        .input(z.strictObject(one))
        .mutation(({ ctx, input }) => this.drafts.discard(ctx.principal.id, input.draftId, ctx)),

      /** All that finishing would check, take and differ in, with nothing written. */
      review: operatorAdminProcedure
        .input(z.strictObject(one))
        .query(({ ctx, input }) => this.ends.review(ctx.principal.id, input.draftId, ctx)),

      /** Makes the tenant; a repeat answers the same for 72 hours. */
      finish: operatorAdminProcedure
        .input(z.strictObject({ ...one, version: z.number().int().min(1) }))
        .mutation(({ ctx, input }) => this.ends.finish(ctx.principal.id, input.draftId, input.version, ctx)),
    };
  }

  /** What this lib adds to the `templates` router. */
  templateRoutes() {
    return {
      save: operatorAdminProcedure
        .input(
          z.strictObject({
            name: textInput(100),
            from: z.union([z.strictObject({ tenantId: idInput }), z.strictObject(one)]),
          }),
        )
        .mutation(({ ctx, input }) => this.ends.keep(ctx.principal.id, input.name, input.from, ctx)),
    };
  }
}
