import { currentCursor } from '#lib/paging';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const search = url.searchParams.get('q')?.trim() ?? '';
  const state = (['enabled', 'disabled'] as const).find((one) => one === url.searchParams.get('state'));
  const list = await locals.api.tenants.list.query({
    search: search || undefined,
    state,
    cursor: currentCursor(url),
    limit: 50,
  });
  return { list, search, state: state ?? null };
};
