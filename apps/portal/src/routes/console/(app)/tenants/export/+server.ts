import { error } from '@sveltejs/kit';
import { may } from '#lib/rights';
import { download } from '#lib/server/download';
import { filterOf, listView } from '#lib/tenants/view';
import { m } from '#messages';
import type { RequestHandler } from './$types';

/** What the list shows under this address, all pages of it, or what of it was ticked. A change, for it is written into the log. */
export const POST: RequestHandler = async (event) => {
  const { role, timeZone } = event.locals.who!;
  const view = listView(event.url.searchParams, may('console', role, 'view'));
  const sent = await event.request.formData();
  const chosen = sent.getAll('who').map(String).slice(0, 200);
  if (sent.has('only') && chosen.length === 0) error(400, m.tenants_none_chosen());
  const tenantIds = chosen.length > 0 ? chosen : undefined;
  return download(event, 'tenants.export', { ...filterOf(view, timeZone ?? 'UTC'), tenantIds });
};
