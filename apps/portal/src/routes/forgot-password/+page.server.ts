import { redirect } from '@sveltejs/kit';
import { Sent } from '#lib/server/forms';
import { asksCompany } from '#lib/server/sign-in';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => ({
  asksCompany: asksCompany(locals),
  sent: url.searchParams.has('sent'),
});

export const actions: Actions = {
  default: async ({ locals, request }) => {
    const sent = await Sent.read('forgot', request);
    const company = asksCompany(locals) ? sent.required('company') : undefined;
    const login = sent.required('login', 254);
    const { failure } = await sent.attempt(() => locals.api.auth.requestReset.mutate({ login, company }));
    if (failure) return failure;
    // the same for every login
    redirect(303, '/forgot-password?sent=1');
  },
};
