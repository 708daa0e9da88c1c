import { redirect } from '@sveltejs/kit';
import { Sent } from '#lib/server/forms';
import { lookAt, tokenOf } from '#lib/server/links';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { auth } = event.locals.api;
  return { link: await lookAt(event, () => auth.operatorInvitation.query({ token: tokenOf(event.url) })) };
};

export const actions: Actions = {
  default: async ({ locals, url, request }) => {
    const sent = await Sent.read('activate', request);
    const password = sent.newPassword('password');
    const { value, failure } = await sent.attempt(() =>
      locals.api.auth.acceptOperatorInvitation.mutate({ token: tokenOf(url), password }),
    );
    if (!value) return failure;
    redirect(303, `/sign-in?${new URLSearchParams({ activated: value.email })}`);
  },
};
