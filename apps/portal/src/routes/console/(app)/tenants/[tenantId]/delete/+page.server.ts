import { redirect } from '@sveltejs/kit';
import { may } from '#lib/rights';
import { Sent } from '#lib/server/forms';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params: { tenantId } }) => {
  if (!may('console', locals.who!.role, 'change')) redirect(303, `/tenants/${tenantId}`);
  return { preview: await locals.api.tenants.deletionPreview.query({ tenantId }) };
};

export const actions: Actions = {
  delete: async ({ locals, params: { tenantId }, request }) => {
    const sent = await Sent.read('delete', request);
    const when = sent.oneOf('when', ['after_grace', 'now']);
    const reason = sent.required('reason', 500);
    const companyName = sent.required('companyName');
    const { failure } = await sent.attempt(() =>
      locals.api.tenants.delete.mutate({ tenantId, companyName, reason, when }),
    );
    if (failure) return failure;
    redirect(303, when === 'now' ? '/tenants?done=erased' : `/tenants?done=deleted&who=${tenantId}`);
  },
  restore: async ({ locals, params: { tenantId }, request }) => {
    const sent = await Sent.read('restore', request);
    const { failure } = await sent.attempt(() => locals.api.tenants.restore.mutate({ tenantId }));
    if (failure) return failure;
    redirect(303, `/tenants/${tenantId}?done=restored`);
  },
};
