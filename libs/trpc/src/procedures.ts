import { initTRPC } from '@trpc/server';
import { DomainError, isId, notFound } from '@tenantry/kernel';
import type { Context, Principal } from './context';
import { describe, toTrpcError } from './errors';

export type Access =
  | 'public'
  | 'signed-in'
  | 'member'
  | 'admin'
  | 'operator'
  | 'operator-admin'
  | 'tenant'
  | 'tenant-admin'
  | 'service';

/** What a procedure declares of itself; specs walk the router and read it. */
export interface Meta {
  access: Access;
  scope?: string;
  /** Its calls are their own record and write no operation-log row. */
  metering?: boolean;
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
export const mergeRouters = t.mergeRouters;

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

const refuseAnonymous = () => new DomainError('unauthenticated', 'Sign in first.', { code: 'not_signed_in' });
export const refuse = () =>
  new DomainError('forbidden', 'Your account is not allowed to do this.', { code: 'not_allowed' });

type Kind<K extends Principal['kind']> = Extract<Principal, { kind: K }>;

function operatorOf(ctx: Context, admin: boolean): Kind<'operator'> {
  if (ctx.principal.kind === 'anonymous') throw refuseAnonymous();
  if (ctx.principal.kind !== 'operator') throw refuse();
  if (admin && ctx.principal.role !== 'admin') throw refuse();
  return ctx.principal;
}

function userOf(ctx: Context, admin: boolean): Kind<'user'> {
  if (ctx.principal.kind === 'anonymous') throw refuseAnonymous();
  if (ctx.principal.kind !== 'user') throw refuse();
  if (ctx.principal.mustChangePassword)
    throw new DomainError('forbidden', 'Set a password of your own first.', { code: 'must_change_password' });
  if (admin && ctx.principal.role !== 'admin') throw refuse();
  return ctx.principal;
}

/** The tenant a call is about: what the operator named, or the user's own and never another. */
async function tenantOf(ctx: Context, raw: unknown, admin: boolean): Promise<string> {
  const named = (raw as { tenantId?: unknown } | undefined)?.tenantId;
  if (ctx.principal.kind === 'operator') {
    operatorOf(ctx, admin);
    if (typeof named !== 'string')
      throw new DomainError('invalid', 'Say which tenant.', { field: 'tenantId', code: 'required' });
    if (!isId(named) || !(await ctx.tenantExists(named))) throw notFound('tenant');
    return named;
  }
  const user = userOf(ctx, admin);
  if (named !== undefined && named !== user.tenantId) throw notFound('tenant');
  return user.tenantId;
}

/** Anyone, signed in or not. */
export const publicProcedure = base.meta({ access: 'public' });

/** Any signed-in person, operator or tenant user, also one who must set a password first. */
export const signedInProcedure = base.meta({ access: 'signed-in' }).use(({ ctx, next }) => {
  const { principal } = ctx;
  if (principal.kind !== 'operator' && principal.kind !== 'user') throw refuseAnonymous();
  return next({ ctx: { principal } });
});

/** A user of the tenant whose session this is. */
export const memberProcedure = base.meta({ access: 'member' }).use(({ ctx, next }) => {
  const principal = userOf(ctx, false);
  return next({ ctx: { principal, tenantId: principal.tenantId } });
});

/** An admin of the tenant whose session this is. */
export const adminProcedure = base.meta({ access: 'admin' }).use(({ ctx, next }) => {
  const principal = userOf(ctx, true);
  return next({ ctx: { principal, tenantId: principal.tenantId } });
});

/** Any operator; for reads. */
export const operatorProcedure = base
  .meta({ access: 'operator' })
  .use(({ ctx, next }) => next({ ctx: { principal: operatorOf(ctx, false) } }));

/** An operator who may change things. */
export const operatorAdminProcedure = base
  .meta({ access: 'operator-admin' })
  .use(({ ctx, next }) => next({ ctx: { principal: operatorOf(ctx, true) } }));

/** An operator who names an existing tenant, or a user of that tenant; for reads. */
export const tenantProcedure = base
  .meta({ access: 'tenant' })
  .use(async ({ ctx, getRawInput, next }) =>
    next({ ctx: { tenantId: await tenantOf(ctx, await getRawInput(), false) } }),
  );

/** The same for changes: an operator who may change things, or an admin of the tenant. */
export const tenantAdminProcedure = base
  .meta({ access: 'tenant-admin' })
  .use(async ({ ctx, getRawInput, next }) =>
    next({ ctx: { tenantId: await tenantOf(ctx, await getRawInput(), true) } }),
  );

/** An operator who may change things and names an existing tenant; never the tenant itself. */
export const operatorTenantProcedure = operatorAdminProcedure.use(async ({ ctx, getRawInput, next }) =>
  next({ ctx: { tenantId: await tenantOf(ctx, await getRawInput(), true) } }),
);

function keyOf(ctx: Context, scope: string): Kind<'key'> {
  if (ctx.principal.kind !== 'key')
    throw new DomainError('unauthenticated', 'This call needs an API key in the header x-api-key.', {
      code: 'key_required',
    });
  if (!ctx.principal.scopes.has(scope))
    throw new DomainError('forbidden', `This API key lacks the scope ${scope}.`, {
      code: 'scope_missing',
      scope,
    });
  return ctx.principal;
}

/** A product service whose key has this scope. */
export const serviceProcedure = (scope: string) =>
  base
    .meta({ access: 'service', scope })
    .use(({ ctx, next }) => next({ ctx: { principal: keyOf(ctx, scope) } }));

/** The same for counted events: the rows they write are the record, so no log row is asked of them. */
export const meteringProcedure = (scope: string) =>
  base
    .meta({ access: 'service', scope, metering: true })
    .use(({ ctx, next }) => next({ ctx: { principal: keyOf(ctx, scope) } }));
