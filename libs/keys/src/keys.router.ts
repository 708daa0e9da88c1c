import { Injectable } from '@nestjs/common';
import {
  cursorInput,
  idInput,
  instantInput,
  limitInput,
  operatorAdminProcedure,
  operatorProcedure,
  page,
  staffProcedure,
  tenantAdminProcedure,
  textInput,
} from '@tenantry/trpc';
import { z } from 'zod';
import { ApiKeys } from './api-keys.service';
import { KeyList, keyStates } from './key-list.service';
import type { KeyFilter, KeyListItem } from './key-list.service';
import { keyScopes, platformScopes } from './scopes';

const tenant = { tenantId: idInput.optional() };
const filter = {
  search: z.string().max(255).optional(),
  state: z.enum(keyStates).optional(),
  cursor: cursorInput(idInput),
  limit: limitInput(100),
};
const one = { keyId: idInput };
const name = textInput(100);
const creation = {
  name,
  scopes: z.array(z.enum(keyScopes)).min(1).max(keyScopes.length),
  expiresAt: instantInput.nullable(),
};
const covered = {
  scopes: z.array(z.enum(platformScopes)).min(1).max(platformScopes.length),
  tenants: z.union([z.literal('all'), z.array(idInput).min(1).max(500)]),
};
const rotation = { ...one, replaces: z.string().max(16), overlapUntil: instantInput.nullable() };

@Injectable()
export class KeysRouter {
  constructor(
    private readonly keys: ApiKeys,
    private readonly keyList: KeyList,
  ) {}

  /** A tenant's keys: for its admins, and for operators who name the tenant. */
  routes() {
    return {
      /** What a key can be allowed to do. */
      scopes: staffProcedure
        .meta({ feature: 'integration.api_keys' })
        .input(z.strictObject(tenant))
        .query(() => [...keyScopes]),

      list: staffProcedure
        .meta({ feature: 'integration.api_keys' })
        .input(z.strictObject({ ...tenant, ...filter }))
        .query(({ ctx, input }) => this.page(ctx.tenantId, input)),

      create: tenantAdminProcedure
        .meta({ feature: 'integration.api_keys' })
        .input(z.strictObject({ ...tenant, ...creation }))
        .mutation(({ ctx, input: { name, scopes, expiresAt } }) =>
          this.keys.create(ctx.tenantId, { name, scopes, expiresAt }, ctx),
        ),

      rename: tenantAdminProcedure
        .meta({ feature: 'integration.api_keys' })
        .input(z.strictObject({ ...tenant, ...one, name }))
        .mutation(({ ctx, input }) => this.keys.rename(ctx.tenantId, input.keyId, input.name, ctx)),

      rotate: tenantAdminProcedure
        .meta({ feature: 'integration.api_keys' })
        .input(z.strictObject({ ...tenant, ...rotation }))
        .mutation(({ ctx, input }) => this.keys.rotate(ctx.tenantId, input, ctx)),

      endOverlap: tenantAdminProcedure
        .meta({ feature: 'integration.api_keys' })
        .input(z.strictObject({ ...tenant, ...one }))
        .mutation(({ ctx, input }) => this.keys.endOverlap(ctx.tenantId, input.keyId, ctx)),

      revoke: tenantAdminProcedure
        .meta({ feature: 'integration.api_keys' })
        .input(z.strictObject({ ...tenant, ...one }))
        .mutation(({ ctx, input }) => this.keys.revoke(ctx.tenantId, input.keyId, ctx)),
    };
  }

  /** The platform's keys, which speak for all tenants or for chosen ones. */
  platformRoutes() {
    return {
      scopes: operatorProcedure.query(() => [...platformScopes]),

      list: operatorProcedure.input(z.strictObject(filter)).query(({ input }) => this.page(null, input)),

      create: operatorAdminProcedure
        .input(z.strictObject({ ...creation, ...covered }))
        .mutation(({ ctx, input: { tenants, ...key } }) =>
          this.keys.create(
            null,
            { ...key, ...(tenants === 'all' ? { allTenants: true } : { tenantIds: tenants }) },
            ctx,
          ),
        ),

      rename: operatorAdminProcedure
        .input(z.strictObject({ ...one, name }))
        .mutation(({ ctx, input }) => this.keys.rename(null, input.keyId, input.name, ctx)),

      rotate: operatorAdminProcedure
        .input(z.strictObject(rotation))
        .mutation(({ ctx, input }) => this.keys.rotate(null, input, ctx)),

      endOverlap: operatorAdminProcedure
        .input(z.strictObject(one))
        .mutation(({ ctx, input }) => this.keys.endOverlap(null, input.keyId, ctx)),

      revoke: operatorAdminProcedure
        .input(z.strictObject(one))
        .mutation(({ ctx, input }) => this.keys.revoke(null, input.keyId, ctx)),
    };
  }

  private async page(tenantId: string | null, filter: KeyFilter) {
    return page(await this.keyList.page(tenantId, filter), filter.limit, keyView, ({ id }) => id);
  }
}

const iso = (instant: Date | null) => instant?.toISOString() ?? null;

const keyView = ({ overlaps, ...key }: KeyListItem) => ({
  ...key,
  createdAt: key.createdAt.toISOString(),
  expiresAt: iso(key.expiresAt),
  revokedAt: iso(key.revokedAt),
  lastUsedAt: iso(key.lastUsedAt),
  overlaps: overlaps.map(({ prefix, until, lastUsedAt }) => ({
    prefix,
    until: until.toISOString(),
    lastUsedAt: iso(lastUsedAt),
  })),
});
export type KeyView = ReturnType<typeof keyView>;
