import { error, redirect } from '@sveltejs/kit';
import { here } from '#lib/paging';
import { may } from '#lib/rights';
import { Sent } from '#lib/server/forms';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  if (!may('console', locals.who!.role, 'view')) error(403);
  const { items } = await locals.api.templates.list.query();
  return { items, mayChange: may('console', locals.who!.role, 'change') };
};

export const actions: Actions = {
  rename: async ({ locals, request, url }) => {
    const sent = await Sent.read('rename', request);
    const change = { templateId: sent.text('who'), name: sent.required('name', 100) };
    const { failure } = await sent.attempt(() => locals.api.templates.rename.mutate(change));
    if (failure) return failure;
    redirect(303, here(url, { done: 'template_renamed' }));
  },
  remove: async ({ locals, request, url }) => {
    const sent = await Sent.read('remove', request);
    const templateId = sent.text('who');
    const { failure } = await sent.attempt(() => locals.api.templates.remove.mutate({ templateId }));
    if (failure) return failure;
    redirect(303, here(url, { done: 'template_removed' }));
  },
};
