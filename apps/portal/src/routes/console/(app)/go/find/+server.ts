import { json } from '@sveltejs/kit';
import { tenantsFound } from '#lib/server/destinations';
import type { RequestHandler } from './$types';

/** While the palette is typed in. */
export const GET: RequestHandler = async ({ locals, url }) =>
  json(await tenantsFound(locals, url.searchParams.get('q')?.trim() ?? ''));
