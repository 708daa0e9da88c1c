import { tenantsFound } from '#lib/server/destinations';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const words = url.searchParams.get('q')?.trim() ?? '';
  return { words, found: await tenantsFound(locals, words) };
};
