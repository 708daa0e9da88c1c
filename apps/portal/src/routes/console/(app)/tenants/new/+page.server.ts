import { error, redirect } from '@sveltejs/kit';
import { currentCursor, here } from '#lib/paging';
import { may } from '#lib/rights';
import { stepAddress } from '#lib/wizard/steps';
import { Sent } from '#lib/server/forms';
import { tenantCalled } from '#lib/server/tenants';
import { m } from '#messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  if (!may('console', locals.who!.role, 'change')) error(403);
  const [drafts, templates] = await Promise.all([
    locals.api.drafts.mine.query({ cursor: currentCursor(url), limit: 20 }),
    locals.api.templates.list.query(),
  ]);
  const asked = (name: string) => url.searchParams.get(name) ?? '';
  const [tenant, template] = [asked('tenant'), asked('template')];
  const from = tenant ? ('tenant' as const) : template ? ('template' as const) : ('nothing' as const);
  return { drafts, templates: templates.items, like: { from, tenant, template } };
};

export const actions: Actions = {
  start: async ({ locals, request }) => {
    const sent = await Sent.read('start', request);
    const how = sent.oneOf('from', ['nothing', 'tenant', 'template']);
    const tenantId = how === 'tenant' ? await tenantIn(sent, locals.api) : '';
    const templateId = how === 'template' ? sent.required('template') : '';
    const from = tenantId ? { tenantId } : templateId ? { templateId } : undefined;
    const { failure, value } = await sent.attempt(() => locals.api.drafts.start.mutate({ from }));
    if (failure) return failure;
    redirect(303, stepAddress(value!.id, 'company'));
  },
  discard: async ({ locals, request, url }) => {
    const sent = await Sent.read('discard', request);
    const draftId = sent.text('draftId');
    const { failure } = await sent.attempt(() => locals.api.drafts.discard.mutate({ draftId }));
    if (failure) return failure;
    redirect(303, here(url, { done: 'draft_discarded' }));
  },
};

async function tenantIn(sent: Sent, api: App.Locals['api']): Promise<string> {
  const slug = sent.required('tenant', 40).toLowerCase();
  const id = slug ? await tenantCalled(api, slug) : undefined;
  if (slug && !id) sent.wrong('tenant', m.error_tenant_unknown({ name: slug }));
  return id ?? '';
}
