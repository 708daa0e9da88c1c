import { DomainError, isId, notFound } from '@tenantry/kernel';
import type { Context, FeatureRefusal, Principal } from './context';

/** What a call needs of whoever makes it. */
export type Need = 'log' | 'view' | 'resend' | 'change';

/** Support sees everything and sends again what went astray; auditors read logs and nothing else. */
const operatorsMay: Record<'admin' | 'support' | 'auditor', ReadonlySet<Need>> = {
  admin: new Set(['log', 'view', 'resend', 'change']),
  support: new Set(['log', 'view', 'resend']),
  auditor: new Set(['log']),
};
const forTenantAdmins: ReadonlySet<Need> = new Set(['resend', 'change']);

export const refuseAnonymous = () =>
  new DomainError('unauthenticated', 'Sign in first.', { code: 'not_signed_in' });
export const refuse = () =>
  new DomainError('forbidden', 'Your account is not allowed to do this.', { code: 'not_allowed' });

export type Kind<K extends Principal['kind']> = Extract<Principal, { kind: K }>;

export function operatorOf(ctx: Context, need: Need): Kind<'operator'> {
  if (ctx.principal.kind === 'anonymous') throw refuseAnonymous();
  if (ctx.principal.kind === 'operator' && ctx.principal.mustSetUpSecondFactor)
    throw new DomainError('forbidden', 'Set up two-step sign-in first.', {
      code: 'must_set_up_second_factor',
    });
  if (ctx.principal.kind !== 'operator' || !operatorsMay[ctx.principal.role].has(need)) throw refuse();
  return ctx.principal;
}

export function userOf(ctx: Context, need: Need): Kind<'user'> {
  if (ctx.principal.kind === 'anonymous') throw refuseAnonymous();
  if (ctx.principal.kind !== 'user') throw refuse();
  if (ctx.principal.mustChangePassword)
    throw new DomainError('forbidden', 'Set a password of your own first.', { code: 'must_change_password' });
  if (forTenantAdmins.has(need) && ctx.principal.role !== 'admin') throw refuse();
  return ctx.principal;
}

export const viewingOnly = () =>
  new DomainError('forbidden', 'You are viewing: nothing can be changed, downloaded or revealed.', {
    code: 'viewing_only',
  });

/** Looking is all that somebody who views a tenant does. */
export function viewerOf(ctx: Context, need: Need): Kind<'viewer'> {
  if (ctx.principal.kind === 'anonymous') throw refuseAnonymous();
  if (ctx.principal.kind !== 'viewer') throw refuse();
  if (forTenantAdmins.has(need)) throw viewingOnly();
  return ctx.principal;
}

export function keyOf(ctx: Context, scope: string, others: readonly string[] = []): Kind<'key'> {
  if (ctx.principal.kind !== 'key')
    throw new DomainError('unauthenticated', 'This call needs an API key in the header x-api-key.', {
      code: 'key_required',
    });
  const { scopes } = ctx.principal;
  if (![scope, ...others].some((one) => scopes.has(one)))
    throw new DomainError('forbidden', `This API key lacks the scope ${scope}.`, {
      code: 'scope_missing',
      scope,
    });
  return ctx.principal;
}

/** The tenant a call is about: what the operator named, or the caller's own and never another. */
export async function tenantOf(ctx: Context, raw: unknown, need: Need): Promise<string> {
  const named = (raw as { tenantId?: unknown } | undefined)?.tenantId;
  if (ctx.principal.kind === 'operator') {
    operatorOf(ctx, need);
    if (typeof named !== 'string')
      throw new DomainError('invalid', 'Say which tenant.', { field: 'tenantId', code: 'required' });
    if (!isId(named) || !(await ctx.tenantExists(named))) throw notFound('tenant');
    return named;
  }
  const insider = ctx.principal.kind === 'viewer' ? viewerOf(ctx, need) : userOf(ctx, need);
  if (named !== undefined && named !== insider.tenantId) throw notFound('tenant');
  return insider.tenantId;
}

/** After who they are: what is switched off for a tenant, or kept from a role, is off for those inside it. */
export async function refuseOff(ctx: Context, feature: string | undefined): Promise<void> {
  if (feature === undefined || (ctx.principal.kind !== 'user' && ctx.principal.kind !== 'viewer')) return;
  const step = await ctx.permits(feature);
  if (step !== null)
    throw new DomainError('forbidden', sentences[step], { code: 'feature_off', feature, step });
}

const sentences: Record<FeatureRefusal, string> = {
  licence: 'The licence of this platform does not include this.',
  parent: 'This is switched off together with what it belongs to. Ask whoever runs the platform.',
  tenant: 'This is switched off for your company. Ask whoever runs the platform.',
  role: 'Your role does not include this. Ask an admin of your company.',
};
