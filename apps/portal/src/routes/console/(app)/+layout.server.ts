import { may } from '#lib/rights';
import type { LayoutServerLoad } from './$types';

/** How many requests wait, for the menu: counted anew with every page, beside what the page itself asks for. */
export const load: LayoutServerLoad = async ({ locals, url }) => {
  if (!url.pathname || !may('console', locals.who?.role, 'view')) return { waiting: null };
  return { waiting: await locals.api.requests.openCount.query() };
};
