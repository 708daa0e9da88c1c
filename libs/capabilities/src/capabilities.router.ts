import { Injectable } from '@nestjs/common';
import {
  idInput,
  instantInput,
  operatorAdminProcedure,
  operatorProcedure,
  operatorTenantProcedure,
  serviceProcedure,
  textInput,
} from '@tenantry/trpc';
import { z } from 'zod';
import { Boosts } from './boosts.service';
import type { CapabilityDefault } from './capability.entity';
import { capability, capabilityKeys, modes } from './catalogue';
import type { CapabilityKey } from './catalogue';
import { Defaults } from './defaults.service';
import { KnownLimits } from './known-limits.service';
import { mostOf } from './limit-changes';
import { LimitPreview } from './limit-preview.service';
import { OwnLimits } from './own-limits.service';

const key = z.enum(capabilityKeys);
const quantity = z.number().int().min(0);
const mode = z.enum(modes);
const limits = z
  .array(
    z.strictObject({
      key,
      quantity: z.union([quantity, z.null(), z.literal('default')]),
      mode: z.union([mode, z.literal('default')]).optional(),
    }),
  )
  .min(1)
  .max(capabilityKeys.length);
const defaults = z
  .array(
    z.strictObject({
      key,
      quantity: z.union([quantity, z.null()]),
      free: quantity.optional(),
      mode: mode.optional(),
    }),
  )
  .min(1)
  .max(capabilityKeys.length);

/** Setting limits; what they are and what is used of them is asked of `quotas`. */
@Injectable()
export class CapabilitiesRouter {
  constructor(
    private readonly ownLimits: OwnLimits,
    private readonly limitPreview: LimitPreview,
    private readonly boosts: Boosts,
    private readonly defaults: Defaults,
    private readonly known: KnownLimits,
  ) {}

  routes() {
    return {
      preview: operatorProcedure
        .input(z.strictObject({ tenantId: idInput, changes: limits }))
        .query(async ({ input }) => ({ items: await this.limitPreview.of(input.tenantId, input.changes) })),

      change: operatorTenantProcedure
        .input(z.strictObject({ tenantId: idInput, changes: limits, reason: textInput(500).optional() }))
        .mutation(({ ctx, input }) => this.ownLimits.change(ctx.tenantId, input.changes, input.reason, ctx)),

      boost: operatorTenantProcedure
        .input(
          z.strictObject({
            tenantId: idInput,
            key,
            quantity,
            startsAt: instantInput,
            endsAt: instantInput,
            reason: textInput(500),
          }),
        )
        .mutation(({ ctx, input: { tenantId: _, ...boost } }) => this.boosts.add(ctx.tenantId, boost, ctx)),

      endBoost: operatorTenantProcedure
        .input(z.strictObject({ tenantId: idInput, boostId: idInput }))
        .mutation(({ ctx, input }) => this.boosts.end(ctx.tenantId, input.boostId, ctx)),

      /** All of a tenant or some, to be kept until `changes.since` with this version names it. */
      limits: serviceProcedure('capabilities:read')
        .input(
          z.strictObject({
            tenant: z.string().max(255).optional(),
            keys: z.array(key).min(1).max(capabilityKeys.length).optional(),
          }),
        )
        .query(({ ctx, input }) => this.known.report(input.tenant, input.keys, ctx.principal)),

      /** In the order of the catalogue. */
      defaults: operatorProcedure.query(async () => {
        const bounded = await this.defaults.bounded();
        const rows = await this.defaults.list();
        return { items: rows.map((row) => defaultView(row, bounded)) };
      }),

      previewDefaults: operatorProcedure
        .input(z.strictObject({ changes: defaults }))
        .query(({ input }) => this.defaults.preview(input.changes)),

      changeDefaults: operatorAdminProcedure
        .input(z.strictObject({ changes: defaults }))
        .mutation(({ ctx, input }) => this.defaults.change(input.changes, ctx)),
    };
  }
}

function defaultView(
  { capability: key, quantity, freeQuantity, mode }: CapabilityDefault,
  bounded: Set<CapabilityKey>,
) {
  const { kind, unit, group, pool, free } = capability(key);
  return {
    ...{ key, kind, unit, group, pool, hasFreePart: free > 0, most: mostOf(key) },
    /** Its pool is: unlimited would be refused. */
    bounded: bounded.has(key),
    ...{ quantity, free: freeQuantity, mode },
  };
}
