import { Injectable } from '@nestjs/common';
import type { Refreshed } from '@tenantry/credentials';
import {
  adminProcedure,
  cursorInput,
  idInput,
  limitInput,
  operatorLogProcedure,
  operatorProcedure,
  page,
  publicProcedure,
  staffProcedure,
  textInput,
  viewerProcedure,
} from '@tenantry/trpc';
import { z } from 'zod';
import type { SupportAccess } from './support-access.entity';
import { spans, SupportAccesses } from './support-access.service';
import type { SupportView } from './support-view.entity';
import { ViewEndings } from './view-endings.service';
import { ViewList } from './view-list.service';
import { Views } from './views.service';

const ofOne = { tenantId: idInput.optional() };

/** Whether anybody may look, who did, and an end to it: of no feature, so that nothing switched off can hide or keep it. */
@Injectable()
export class ViewAsRouter {
  constructor(
    private readonly accesses: SupportAccesses,
    private readonly views: Views,
    private readonly endings: ViewEndings,
    private readonly viewList: ViewList,
  ) {}

  routes() {
    return {
      /** Null when nobody may look now. */
      access: staffProcedure
        .input(z.strictObject(ofOne))
        .query(async ({ ctx }) => accessView(await this.accesses.inForce(ctx.tenantId))),

      /** Who looked, newest first. */
      list: staffProcedure
        .input(z.strictObject({ ...ofOne, cursor: cursorInput(idInput), limit: limitInput(200) }))
        .query(async ({ ctx, input }) =>
          page(await this.viewList.of(ctx.tenantId, input), input.limit, view, ({ id }) => id),
        ),

      allow: adminProcedure
        .meta({ feature: 'settings.security' })
        .input(z.strictObject({ hours: z.literal(spans) }))
        .mutation(async ({ ctx, input }) => {
          const { until } = await this.accesses.allow(ctx.tenantId, input.hours, ctx);
          return { until: until.toISOString() };
        }),

      revoke: adminProcedure.mutation(({ ctx }) => this.accesses.revoke(ctx.tenantId, ctx)),

      /** In the console; the token is good for a minute, once, on that host. */
      begin: operatorProcedure
        .input(z.strictObject({ tenantId: idInput, reason: textInput(500) }))
        .mutation(async ({ ctx, input }) => {
          const begun = await this.views.begin(input.tenantId, input.reason, ctx.principal, ctx);
          return { ...begun, expiresAt: begun.expiresAt.toISOString() };
        }),

      /** On the tenant's host. */
      enter: publicProcedure
        .input(z.strictObject({ token: z.string().trim().min(1).max(200) }))
        .mutation(async ({ ctx, input }) => onTheWire(await this.views.enter(input.token, ctx))),

      stop: viewerProcedure.mutation(({ ctx }) => this.endings.stop(ctx.principal, ctx)),

      /** For the operators' own log, which names views alone. */
      named: operatorLogProcedure
        .input(z.strictObject({ viewIds: z.array(idInput).max(200) }))
        .query(({ input }) => this.viewList.named(input.viewIds)),
    };
  }
}

const accessView = (access: SupportAccess | null) =>
  access && {
    until: access.endsAt.toISOString(),
    allowedBy: access.allowedBy,
    allowedAt: access.allowedAt.toISOString(),
  };

const view = ({ id, operatorName, reason, begunAt, endedAt, endedHow }: SupportView) => ({
  id,
  operator: operatorName,
  reason,
  begunAt: begunAt!.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
  /** What ended it. */
  endedHow,
});
export type ViewView = ReturnType<typeof view>;

const onTheWire = ({ accessExpiresAt, expiresAt, ...rest }: Refreshed) => ({
  ...rest,
  accessExpiresAt: accessExpiresAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
});
