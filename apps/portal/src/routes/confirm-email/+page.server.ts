import { redirect } from '@sveltejs/kit';
import { refusalOf } from '#lib/server/api';
import { Sent } from '#lib/server/forms';
import { lookAt, tokenOf } from '#lib/server/links';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { auth } = event.locals.api;
  const confirmed = event.url.searchParams.has('confirmed');
  const look = () => auth.emailChangeLink.query({ token: tokenOf(event.url) });
  return { confirmed, link: confirmed ? null : await lookAt(event, look) };
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
    redirect(303, value ? '/confirm-email?confirmed=1' : '/confirm-email');
  },
};
