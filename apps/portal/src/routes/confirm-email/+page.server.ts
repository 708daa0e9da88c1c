import { redirect } from '@sveltejs/kit';
import { refusalOf } from '#lib/server/api';
import { Sent } from '#lib/server/forms';
import { tokenOf } from '#lib/server/links';
import type { Actions, PageServerLoad } from './$types';

/** Whether the link is alive is found out by the form alone. */
export const load: PageServerLoad = ({ url, setHeaders }) => {
  setHeaders({ 'x-robots-tag': 'noindex' });
  return { confirmed: url.searchParams.has('confirmed'), dead: url.searchParams.has('dead') };
};

export const actions: Actions = {
  default: async ({ locals, url, request }) => {
    const sent = await Sent.read('confirm-email', request);
    const { value, failure } = await sent.attempt(async () => {
      try {
        return await locals.api.auth.confirmEmailChange.mutate({ token: tokenOf(url) });
      } catch (error) {
        const status = refusalOf(error)?.status;
        if (status === 404 || status === 400) return null;
        throw error;
      }
    });
    if (failure) return failure;
    redirect(303, `/confirm-email?${value ? 'confirmed' : 'dead'}=1`);
  },
};
