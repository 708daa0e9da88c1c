import { json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** Tenants to choose from while one types. */
export const GET: RequestHandler = async ({ locals, url }) => {
  const search = url.searchParams.get('q')?.trim().slice(0, 255) || undefined;
  const { items } = await locals.api.tenants.list.query({ search, limit: 10 });
  return json(items.map(({ slug, companyName }) => ({ value: slug, label: companyName })));
};
