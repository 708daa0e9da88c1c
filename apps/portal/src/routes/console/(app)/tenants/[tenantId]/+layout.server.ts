import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, params }) => ({
  tenant: await locals.api.tenants.byId.query({ tenantId: params.tenantId }),
});
