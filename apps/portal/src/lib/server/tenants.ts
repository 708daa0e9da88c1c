import type { Api } from '#lib/server/api';

/** The tenant of exactly this short name; nothing where there is none. */
export async function tenantCalled(api: Api, slug: string): Promise<string | undefined> {
  const { items } = await api.tenants.list.query({ search: slug, limit: 200 });
  return items.find((tenant) => tenant.slug === slug)?.id;
}
