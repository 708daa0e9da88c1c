import { redirect } from '@sveltejs/kit';
import { dropSession } from '#lib/server/cookies';
import { Sent } from '#lib/server/forms';
import { lookAt, tokenOf } from '#lib/server/links';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { auth } = event.locals.api;
  return { link: await lookAt(event, () => auth.resetLink.query({ token: tokenOf(event.url) })) };
};

export const actions: Actions = {
  default: async (event) => {
    const sent = await Sent.read('reset', event.request);
    const password = sent.newPassword('password');
    const { value, failure } = await sent.attempt(() =>
      event.locals.api.auth.reset.mutate({ token: tokenOf(event.url), password }),
    );
    if (!value) return failure;
    // it has ended with all the others; who is signed in is never shown the way in
    dropSession(event);
    redirect(303, `/sign-in?${new URLSearchParams({ reset: value.login })}`);
  },
};
