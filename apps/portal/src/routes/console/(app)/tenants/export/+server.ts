import { may } from '#lib/rights';
import { download } from '#lib/server/download';
import { filterOf, listView } from '#lib/tenants/view';
import type { RequestHandler } from './$types';

/** What the list shows under this address, all pages of it. A change, for it is written into the log. */
export const POST: RequestHandler = (event) => {
  const { role, timeZone } = event.locals.who!;
  const view = listView(event.url.searchParams, may('console', role, 'view'));
  return download(event, 'tenants.export', filterOf(view, timeZone ?? 'UTC'));
};
