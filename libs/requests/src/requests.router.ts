import { Injectable } from '@nestjs/common';
import { capabilityKeys } from '@tenantry/capabilities';
import {
  adminProcedure,
  cursorInput,
  idInput,
  limitInput,
  operatorTenantProcedure,
  operatorProcedure,
  page,
  staffProcedure,
  textInput,
} from '@tenantry/trpc';
import { z } from 'zod';
import { Expansions } from './expansions.service';
import { RequestList } from './request-list.service';
import { requestStates } from './request.entity';
import type { Request } from './request.entity';

const filter = {
  state: z.enum(requestStates).optional(),
  cursor: cursorInput(idInput),
  limit: limitInput(200),
};
const quantity = z.number().int().min(1);

@Injectable()
export class RequestsRouter {
  constructor(
    private readonly expansions: Expansions,
    private readonly requests: RequestList,
  ) {}

  routes() {
    return {
      open: adminProcedure
        .meta({ feature: 'subscription.request_refill' })
        .input(z.strictObject({ key: z.enum(capabilityKeys), quantity, reason: textInput(500) }))
        .mutation(({ ctx, input }) => this.expansions.open(ctx.tenantId, input, ctx)),

      withdraw: adminProcedure
        .meta({ feature: 'subscription.request_refill' })
        .input(z.strictObject({ requestId: idInput }))
        .mutation(({ ctx, input }) => this.expansions.withdraw(ctx.tenantId, input.requestId, ctx)),

      /** One tenant's, newest first. */
      list: staffProcedure
        .meta({ feature: 'subscription.view' })
        .input(z.strictObject({ tenantId: idInput.optional(), ...filter }))
        .query(async ({ ctx, input }) =>
          page(await this.requests.of(ctx.tenantId, input), input.limit, view, ({ id }) => id),
        ),

      /** Of all tenants: open ones, oldest first, or those of another state, newest first. */
      inbox: operatorProcedure.input(z.strictObject(filter)).query(async ({ input }) => ({
        ...page(
          await this.requests.inbox(input),
          input.limit,
          ({ request, tenant, standing }) => ({ ...view(request), tenant, standing }),
          ({ request }) => request.id,
        ),
        open: await this.requests.open(),
      })),

      /** For a badge. */
      openCount: operatorProcedure.query(() => this.requests.open()),

      approve: operatorTenantProcedure
        .input(
          z.strictObject({
            tenantId: idInput,
            requestId: idInput,
            quantity,
            note: textInput(500).optional(),
          }),
        )
        .mutation(({ ctx, input: { requestId, quantity, note } }) =>
          this.expansions.approve(ctx.tenantId, requestId, { quantity, note }, ctx),
        ),

      decline: operatorTenantProcedure
        .input(z.strictObject({ tenantId: idInput, requestId: idInput, reason: textInput(500) }))
        .mutation(({ ctx, input }) =>
          this.expansions.decline(ctx.tenantId, input.requestId, input.reason, ctx),
        ),
    };
  }
}

const view = (request: Request) => ({
  id: request.id,
  kind: request.kind,
  key: request.subject,
  quantity: request.quantity,
  reason: request.reason,
  state: request.state,
  requestedBy: request.requestedBy,
  granted: request.granted,
  note: request.note,
  decidedBy: request.decidedBy,
  decidedAt: request.decidedAt?.toISOString() ?? null,
  createdAt: request.createdAt.toISOString(),
});
export type RequestView = ReturnType<typeof view>;
