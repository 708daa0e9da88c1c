import { currentCursor } from '#lib/paging';
import { may } from '#lib/rights';
import { countryOptions } from '#lib/server/choices';
import { Sent } from '#lib/server/forms';
import { filterOf, listView } from '#lib/tenants/view';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const { timeZone, role } = locals.who!;
  const view = listView(url.searchParams, may('console', role, 'view'));
  const [list, drafts] = await Promise.all([
    locals.api.tenants.list.query({
      ...filterOf(view, timeZone ?? 'UTC'),
      cursor: currentCursor(url),
      limit: 50,
    }),
    may('console', role, 'change') ? locals.api.drafts.mine.query({ limit: 100 }) : null,
  ]);
  return { list, drafts: drafts?.items.length ?? 0, view, countries: countryOptions(), asked: asked(url) };
};

/** Those whom an open dialog is about. */
const asked = (url: URL) =>
  url.searchParams.get('ask') === 'disable'
    ? url.searchParams.getAll('who').flatMap((ids) => ids.split(','))
    : [];

const verb = (state: 'enabled' | 'disabled', form: string) =>
  (async ({ locals, request }) => {
    const sent = await Sent.read(form, request);
    const tenantIds = [...new Set(sent.all('who').flatMap((ids) => ids.split(',')))]
      .filter(Boolean)
      .slice(0, 200);
    const reason = sent.text('reason').slice(0, 500) || undefined;
    if (tenantIds.length === 0) return { form, results: [], state };
    const { api } = locals;
    const call = state === 'enabled' ? api.tenants.enableMany : api.tenants.disableMany;
    const { failure, value } = await sent.attempt(() => call.mutate({ tenantIds, reason }));
    return failure ?? { form, results: value.results, state };
  }) satisfies Actions[string];

export const actions: Actions = { enable: verb('enabled', 'enable'), disable: verb('disabled', 'disable') };
