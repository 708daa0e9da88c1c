import { fail, redirect } from '@sveltejs/kit';
import { currentCursor } from '#lib/paging';
import { may } from '#lib/rights';
import { Sent } from '#lib/server/forms';
import { m } from '#messages';
import type { Actions, PageServerLoad } from './$types';

const longest = 64 * 1024;

export const load: PageServerLoad = async ({ locals, url }) => {
  const [licence, history, catalogue] = await Promise.all([
    locals.api.licence.current.query(),
    locals.api.licence.history.query({ cursor: currentCursor(url), limit: 10 }),
    locals.api.permissions.catalogue.query(),
  ]);
  const features = catalogue.features.map(({ key, parent }) => ({ key, parent }));
  return { licence, history, features, mayChange: may('console', locals.who?.role, 'change') };
};

export const actions: Actions = {
  /** Changes nothing: shows what the licence would. */
  preview: async ({ request, locals }) => {
    const sent = await Sent.read('preview', request);
    const text = (await sent.fileText('file')) || sent.text('text');
    if (!text) sent.wrong('text', m.error_licence_missing());
    else if (text.length > longest) sent.wrong('text', m.refused_licence_malformed());
    const shown = await sent.attempt(() => locals.api.licence.preview.query({ text }));
    if (shown.failure) return shown.failure;
    return { form: 'preview', preview: shown.value, text };
  },

  install: async ({ request, locals }) => {
    const sent = await Sent.read('install', request);
    const [text, expects] = [sent.required('text', longest), sent.required('expects', 100)];
    const installed = await sent.attempt(() => locals.api.licence.install.mutate({ text, expects }));
    if (!installed.failure) redirect(303, '/licence?done=licence');
    const { status, data } = installed.failure;
    // What changes now, if another licence was quicker; nothing, if this one can no longer be installed.
    const preview = await locals.api.licence.preview.query({ text }).catch(() => null);
    return fail(status, { ...data, ...(preview ? { preview, text } : { form: 'preview' }) });
  },
};
