import { currentCursor } from '#lib/paging';
import { ownRequestActions } from '#lib/server/requests';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { api, who }, url }) => {
  const [{ items }, requests] = await Promise.all([
    api.capabilities.list.query({}),
    api.requests.list.query({ cursor: currentCursor(url), limit: 25 }),
  ]);
  const mayAsk = who!.role === 'admin' && who!.features.includes('subscription.request_refill');
  return { items, requests, mayAsk };
};

export const actions: Actions = ownRequestActions;
