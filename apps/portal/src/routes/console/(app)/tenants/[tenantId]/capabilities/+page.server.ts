import { boostActions } from '#lib/server/boosts';
import { limitActions } from '#lib/server/limits';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { api }, params: { tenantId } }) => {
  const [{ items }, open] = await Promise.all([
    api.capabilities.list.query({ tenantId }),
    api.requests.list.query({ tenantId, state: 'open' }),
  ]);
  return { items, open: open.items };
};

export const actions: Actions = { ...limitActions, ...boostActions };
