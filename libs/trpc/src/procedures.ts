import { initTRPC } from '@trpc/server';
import { DomainError } from '@tenantry/kernel';
import type { Context } from './context';
import { describe, toTrpcError } from './errors';
import {
  keyOf,
  operatorOf,
  refuse,
  refuseAnonymous,
  refuseOff,
  tenantOf,
  userOf,
  viewerOf,
  viewingOnly,
} from './rights';
import type { Need } from './rights';

export type Access =
  | 'public'
  | 'signed-in'
  | 'viewer'
  | 'member'
  | 'admin'
  | 'operator-log'
  | 'operator'
  | 'operator-support'
  | 'operator-admin'
  | 'tenant-log'
  | 'tenant'
  | 'tenant-support'
  | 'tenant-admin'
  | 'platform'
  | 'service';

/** What a procedure declares of itself; specs walk the router and read it. Every base sets `access`. */
export interface Meta {
  access?: Access;
  scope?: string;
  /** A key of the catalogue of permissions: a tenant's users may call it only while they have this feature. */
  feature?: string;
  /** Its calls are their own record and write no operation-log row. */
  metering?: boolean;
  /** Its result is a Download, which `/download` sends. */
  download?: boolean;
}

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    isDev: false,
    errorFormatter({ shape, error, ctx }) {
      const { kind, details, message } = describe(error);
      return {
        ...shape,
        message,
        data: {
          code: shape.data.code,
          httpStatus: shape.data.httpStatus,
          path: shape.data.path,
          kind,
          details,
          id: ctx?.requestId ?? null,
        },
      };
    },
  });

export const router = t.router;

/** A browser's mutation must come from the very host it addresses: sibling tenants' hosts are same-site. */
function refuseForeignOrigin(ctx: Context): void {
  const foreignOrigin = ctx.origin !== null && hostOf(ctx.origin) !== ctx.rawHost?.toLowerCase();
  const foreignFetch = ctx.fetchSite !== null && ctx.fetchSite !== 'same-origin' && ctx.fetchSite !== 'none';
  if (foreignOrigin || foreignFetch)
    throw new DomainError('forbidden', 'This change was sent from another site and was refused.', {
      code: 'foreign_origin',
    });
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

/** Outermost, so that whatever is thrown further in, checks included, leaves in the wire's words. */
const translated = t.procedure.use(async ({ next }) => {
  const result = await next();
  if (!result.ok) throw toTrpcError(result.error);
  return result;
});

const base = translated.use(async ({ ctx, type, meta, path, next }) => {
  if (ctx.refusal) throw ctx.refusal;
  // Before anything is looked at, for every procedure that there is and will be: looking is asking, and no more.
  const asks = type === 'query' && !meta?.download;
  if (ctx.principal.kind === 'viewer' && !asks && meta?.access !== 'viewer') throw viewingOnly();
  const call: Context = { ...ctx, recorded: 0 };
  // Called on the context of the innermost procedure, which knows the tenant that the call is about.
  call.record = async function (this: Context | undefined, entry) {
    await ctx.record.call(this ?? call, entry);
    call.recorded++;
  };
  if (type === 'mutation' && !meta?.metering) refuseForeignOrigin(call);
  const result = await next({ ctx: call });
  if (result.ok && type === 'mutation' && !meta?.metering && call.recorded === 0)
    throw new Error(`${path} changed something and wrote no operation-log row`);
  return result;
});

/** Anyone, signed in or not. */
export const publicProcedure = base.meta({ access: 'public' });

/** Any signed-in person, operator or tenant user, also one who must set a password first. */
export const signedInProcedure = base.meta({ access: 'signed-in' }).use(async ({ ctx, meta, next }) => {
  const { principal } = ctx;
  if (principal.kind === 'viewer') throw viewingOnly();
  if (principal.kind !== 'operator' && principal.kind !== 'user') throw refuseAnonymous();
  await refuseOff(ctx, meta?.feature);
  return next({ ctx: { principal } });
});

/** An operator who views a tenant; the one mutation it may call is its own end. */
export const viewerProcedure = base
  .meta({ access: 'viewer' })
  .use(({ ctx, next }) => next({ ctx: { principal: viewerOf(ctx, 'view') } }));

/** A user of the tenant whose session this is. */
export const memberProcedure = base.meta({ access: 'member' }).use(async ({ ctx, meta, next }) => {
  const principal = userOf(ctx, 'view');
  await refuseOff(ctx, meta?.feature);
  return next({ ctx: { principal, tenantId: principal.tenantId } });
});

/** An admin of the tenant whose session this is. */
export const adminProcedure = base.meta({ access: 'admin' }).use(async ({ ctx, meta, next }) => {
  const principal = userOf(ctx, 'change');
  await refuseOff(ctx, meta?.feature);
  return next({ ctx: { principal, tenantId: principal.tenantId } });
});

const operators = (access: Access, need: Need) =>
  base.meta({ access }).use(({ ctx, next }) => next({ ctx: { principal: operatorOf(ctx, need) } }));

/** Every operator, auditors too: logs, and what it takes to find the right one. */
export const operatorLogProcedure = operators('operator-log', 'log');

/** An operator who may see things; for reads. */
export const operatorProcedure = operators('operator', 'view');

/** An operator who may send again what went astray. */
export const operatorSupportProcedure = operators('operator-support', 'resend');

/** An operator who may change things. */
export const operatorAdminProcedure = operators('operator-admin', 'change');

const tenants = (access: Access, need: Need) =>
  base.meta({ access }).use(async ({ ctx, meta, getRawInput, next }) => {
    const tenantId = await tenantOf(ctx, await getRawInput(), need);
    await refuseOff(ctx, meta?.feature);
    return next({ ctx: { tenantId } });
  });

/** For logs: any operator who names an existing tenant, or a user of that tenant. */
export const tenantLogProcedure = tenants('tenant-log', 'log');

/** An operator who may see things and names an existing tenant, or a user of that tenant; for reads. */
export const tenantProcedure = tenants('tenant', 'view');

/** For sending again: an operator of support at least, or an admin of the tenant. */
export const tenantSupportProcedure = tenants('tenant-support', 'resend');

/** For changes: an operator who may change things, or an admin of the tenant. */
export const tenantAdminProcedure = tenants('tenant-admin', 'change');

/** An operator who may change things and names an existing tenant; never the tenant itself. */
export const operatorTenantProcedure = operatorAdminProcedure.use(async ({ ctx, getRawInput, next }) =>
  next({ ctx: { tenantId: await tenantOf(ctx, await getRawInput(), 'change') } }),
);

/** A product service whose key has this scope, or one of the others. */
export const serviceProcedure = (scope: string, ...others: string[]) =>
  base
    .meta({ access: 'service', scope })
    .use(({ ctx, next }) => next({ ctx: { principal: keyOf(ctx, scope, others) } }));

/** For changes of the platform: an operator who may make them, or a platform key with this scope; no tenant's key. */
export const platformProcedure = (scope: string) =>
  base.meta({ access: 'platform', scope }).use(({ ctx, next }) => {
    if (ctx.principal.kind !== 'key') return next({ ctx: { principal: operatorOf(ctx, 'change') } });
    const principal = keyOf(ctx, scope);
    if (principal.tenantId !== null) throw refuse();
    return next({ ctx: { principal } });
  });

/** The same for counted events: the rows they write are the record, so no log row is asked of them. */
export const meteringProcedure = (scope: string) =>
  base
    .meta({ access: 'service', scope, metering: true })
    .use(({ ctx, next }) => next({ ctx: { principal: keyOf(ctx, scope) } }));
