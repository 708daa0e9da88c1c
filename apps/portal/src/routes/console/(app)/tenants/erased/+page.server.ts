import { error } from '@sveltejs/kit';
import { currentCursor } from '#lib/paging';
import { may } from '#lib/rights';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  if (!may('console', locals.who!.role, 'view')) error(404);
  return { list: await locals.api.tenants.tombstones.query({ cursor: currentCursor(url), limit: 50 }) };
};
