import { error } from '@sveltejs/kit';
import { may } from '#lib/rights';
import { Sent } from '#lib/server/forms';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params: { tenantId } }) => {
  if (!may('console', locals.who!.role, 'view')) error(403);
  return { access: await locals.api.viewAs.access.query({ tenantId }) };
};

export const actions: Actions = {
  default: async ({ locals, params: { tenantId }, request }) => {
    const sent = await Sent.read('view-as', request);
    const reason = sent.required('reason', 500);
    const { failure, value } = await sent.attempt(() => locals.api.viewAs.begin.mutate({ tenantId, reason }));
    return failure ?? { form: 'view-as', door: value! };
  },
};
