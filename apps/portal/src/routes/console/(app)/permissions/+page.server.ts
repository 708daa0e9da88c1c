import type { RequestEvent } from '@sveltejs/kit';
import { may } from '#lib/rights';
import { permissionActions, type PermissionStore } from '#lib/server/permissions';
import type { Actions, PageServerLoad } from './$types';

const storeOf = ({ locals: { api } }: RequestEvent): PermissionStore => ({
  read: async () => {
    const { version, items } = await api.permissions.defaults.query();
    return { version, items: items.map((item) => ({ ...item, own: item.origin === 'default' })) };
  },
  preview: async (changes) => ({
    of: 'profile',
    ...(await api.permissions.previewDefaults.query({ changes })),
  }),
  save: (version, changes) => api.permissions.changeDefaults.mutate({ version, changes }),
});

export const load: PageServerLoad = async (event) => ({
  permissions: await storeOf(event).read(),
  mayChange: may('console', event.locals.who?.role, 'change'),
});

export const actions: Actions = permissionActions(storeOf);
