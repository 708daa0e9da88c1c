import { error } from '@sveltejs/kit';
import { may } from '#lib/rights';
import type { Api } from '#lib/server/api';
import type { TenantView } from '#lib/views';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, params: { tenantId } }) => {
  const mayView = may('console', locals.who!.role, 'view');
  return {
    tenant: mayView
      ? await locals.api.tenants.byId.query({ tenantId })
      : await forAuditor(locals.api, tenantId),
    mayView,
    mayChange: may('console', locals.who!.role, 'change'),
  };
};

/** Auditors read logs alone, so they learn no more of a tenant than it takes to find its own. */
async function forAuditor({ tenants }: Api, tenantId: string): Promise<TenantView> {
  const named = { search: tenantId, limit: 1 };
  const { items } = await tenants.list.query(named);
  const [tenant] =
    items.length > 0 ? items : (await tenants.list.query({ ...named, state: 'deleted' })).items;
  if (tenant?.id !== tenantId) error(404);
  return { ...tenant, notification: '', disabledAt: null, deletedAt: tenant.purgeAt, hosts: [] };
}
