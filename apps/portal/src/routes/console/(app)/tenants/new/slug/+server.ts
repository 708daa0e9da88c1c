import { json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** While the form is filled in: a short name for a company, and whether a short name is free. */
export const GET: RequestHandler = async ({ locals: { api }, url }) => {
  const companyName = url.searchParams.get('company')?.trim();
  const typed = url.searchParams.get('slug')?.trim().toLowerCase();
  const slug = typed || (companyName ? (await api.tenants.suggestSlug.query({ companyName })).slug : '');
  return json(
    slug ? { slug, ...(await api.tenants.slugAvailable.query({ slug })) } : { slug, available: false },
  );
};
