import type { PageServerLoad } from './$types';

/** Whoever may not see the subscription is greeted all the same. */
export const load: PageServerLoad = async ({ locals: { api, who } }) => {
  if (!who!.features.includes('subscription.view')) return { overview: null, usage: [] };
  const [overview, { items }] = await Promise.all([
    api.subscription.overview.query({}),
    api.capabilities.list.query({}),
  ]);
  return { overview, usage: items };
};
