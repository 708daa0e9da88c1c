import { Injectable } from '@nestjs/common';
import { capabilityKeys } from '@tenantry/capabilities';
import { idInput, meteringProcedure, serviceProcedure, tenantProcedure } from '@tenantry/trpc';
import type { Context } from '@tenantry/trpc';
import { z } from 'zod';
import type {
  AcquireItem,
  AmountItem,
  Caller,
  CancelItem,
  CommitItem,
  EndItem,
  HeartbeatItem,
  ReserveItem,
  TruthItem,
} from './calls';
import type { Outcome } from './outcome';
import { Quotas } from './quotas.service';
import { UsageReports } from './usage-reports.service';

export const MAX_ITEMS = 1_000;
const MAX_TENANTS = 100;

/** Each is checked by itself, so that a malformed one does not refuse the others. */
const itemsOf = <Item>() => z.strictObject({ items: z.array(z.custom<Item>()).min(1).max(MAX_ITEMS) });
const key = z.enum(capabilityKeys);
const aTenant = z.strictObject({ tenantId: idInput.optional() });

const metered = () => meteringProcedure('capabilities:consume');
type Verb = 'consume' | 'release' | 'set' | 'reserve' | 'commit' | 'cancel' | 'acquire' | 'heartbeat' | 'end';

/** Taking, giving back and looking; what may be set of limits is `capabilities`'s own part of the router. */
@Injectable()
export class QuotasRouter {
  constructor(
    private readonly quotas: Quotas,
    private readonly reports: UsageReports,
  ) {}

  routes() {
    const decide = async (verb: Verb, items: unknown[], ctx: Asking): Promise<{ results: Outcome[] }> => ({
      results: await this.quotas[verb](items, callerOf(ctx)),
    });
    return {
      consume: metered()
        .input(itemsOf<AmountItem>())
        .mutation(({ ctx, input }) => decide('consume', input.items, ctx)),

      release: metered()
        .input(itemsOf<AmountItem>())
        .mutation(({ ctx, input }) => decide('release', input.items, ctx)),

      set: metered()
        .input(itemsOf<TruthItem>())
        .mutation(({ ctx, input }) => decide('set', input.items, ctx)),

      reserve: metered()
        .input(itemsOf<ReserveItem>())
        .mutation(({ ctx, input }) => decide('reserve', input.items, ctx)),

      commit: metered()
        .input(itemsOf<CommitItem>())
        .mutation(({ ctx, input }) => decide('commit', input.items, ctx)),

      cancel: metered()
        .input(itemsOf<CancelItem>())
        .mutation(({ ctx, input }) => decide('cancel', input.items, ctx)),

      acquire: metered()
        .input(itemsOf<AcquireItem>())
        .mutation(({ ctx, input }) => decide('acquire', input.items, ctx)),

      heartbeat: metered()
        .input(itemsOf<HeartbeatItem>())
        .mutation(({ ctx, input }) => decide('heartbeat', input.items, ctx)),

      endLease: metered()
        .input(itemsOf<EndItem>())
        .mutation(({ ctx, input }) => decide('end', input.items, ctx)),

      /** Of the key's own tenant, or of those that are named; an unknown one has no items. */
      usage: serviceProcedure('capabilities:read')
        .input(
          z.strictObject({
            tenants: z.array(z.string().max(100)).min(1).max(MAX_TENANTS).optional(),
            keys: z.array(key).min(1).max(capabilityKeys.length).optional(),
          }),
        )
        .query(async ({ ctx, input }) => ({
          tenants: await this.reports.ofMany(input.tenants, input.keys, ctx.principal),
        })),

      /** Every capability, in the order of the catalogue. */
      list: tenantProcedure
        .meta({ feature: 'subscription.view' })
        .input(aTenant)
        .query(async ({ ctx }) => ({
          items: await this.reports.list(ctx.tenantId, ctx.principal.kind === 'operator'),
        })),

      /** What would be answered to `requested` more at this moment, and why. */
      explain: tenantProcedure
        .meta({ feature: 'subscription.view' })
        .input(aTenant.extend({ key, requested: z.number().int().min(1).max(1e15).optional() }))
        .query(({ ctx, input }) => this.reports.explain(ctx.tenantId, input.key, input.requested ?? 1)),
    };
  }
}

type Asking = Context & { principal: { tenantId: string | null; covers(tenantId: string): boolean } };

const callerOf = (ctx: Asking): Caller => ({
  tenantId: ctx.principal.tenantId,
  covers: (tenantId) => ctx.principal.covers(tenantId),
  who: ctx,
});
