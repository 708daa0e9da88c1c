import type { RequestEvent } from '@sveltejs/kit';
import { permissionActions, type PermissionStore } from '#lib/server/permissions';
import type { Actions, PageServerLoad } from './$types';

const storeOf = ({ locals: { api }, params }: RequestEvent): PermissionStore => {
  const tenantId = params['tenantId']!;
  return {
    read: async () => {
      const { version, items } = await api.permissions.ofTenant.query({ tenantId });
      return { version, items: items.map((item) => ({ ...item, own: item.origin === 'tenant' })) };
    },
    preview: async (changes) => ({
      of: 'tenant',
      ...(await api.permissions.preview.query({ tenantId, changes })),
    }),
    save: (version, changes) => api.permissions.change.mutate({ tenantId, version, changes }),
  };
};

export const load: PageServerLoad = async (event) => {
  const { locals, params, url } = event;
  const feature = url.searchParams.get('why');
  const [permissions, why] = await Promise.all([
    storeOf(event).read(),
    feature && explain(locals.api, params.tenantId, feature, url.searchParams.get('as') ?? ''),
  ]);
  return { permissions, why: why || null };
};

async function explain(api: App.Locals['api'], tenantId: string, feature: string, role: string) {
  const [explanation, roles] = await Promise.all([
    api.permissions.explain.query({ tenantId, feature, role: role || undefined }),
    api.permissions.roles.query({ tenantId }),
  ]);
  return { feature, role, explanation, roles };
}

export const actions: Actions = permissionActions(storeOf);
