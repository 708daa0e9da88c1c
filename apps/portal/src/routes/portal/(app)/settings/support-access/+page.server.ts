import { redirect } from '@sveltejs/kit';
import { currentCursor } from '#lib/paging';
import { may } from '#lib/rights';
import { Sent } from '#lib/server/forms';
import { spans } from '#lib/view-as/names';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { api, who }, url }) => {
  const [access, list] = await Promise.all([
    api.viewAs.access.query({}),
    api.viewAs.list.query({ cursor: currentCursor(url), limit: 50 }),
  ]);
  const mayAllow = may('portal', who!.role, 'change') && who!.features.includes('settings.security');
  return { access, list, mayAllow };
};

const offered = spans.map(({ hours }) => hours);

export const actions: Actions = {
  allow: async ({ locals, request, url }) => {
    const sent = await Sent.read('allow', request);
    const hours = Number(sent.oneOf('hours', offered)) as 1 | 8 | 24 | 168;
    const { failure } = await sent.attempt(() => locals.api.viewAs.allow.mutate({ hours }));
    if (failure) return failure;
    redirect(303, `${url.pathname}?done=support_allowed`);
  },
  revoke: async ({ locals, request, url }) => {
    const sent = await Sent.read('revoke', request);
    const { failure } = await sent.attempt(() => locals.api.viewAs.revoke.mutate());
    if (failure) return failure;
    redirect(303, `${url.pathname}?done=support_revoked`);
  },
};
