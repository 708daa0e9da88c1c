import { redirect } from '@sveltejs/kit';
import { refusalOf } from '#lib/server/api';
import { Sent } from '#lib/server/forms';
import type { Actions, PageServerLoad } from './$types';

const tokenOf = (url: URL) => url.searchParams.get('token') ?? '';

/** Looking at the link does not use it up: mail scanners follow links too. */
export const load: PageServerLoad = async ({ locals, url, setHeaders }) => {
  setHeaders({ 'x-robots-tag': 'noindex' });
  try {
    return { link: await locals.api.auth.activation.query({ token: tokenOf(url) }) };
  } catch (error) {
    if (refusalOf(error)?.status === 404) return { link: null };
    throw error;
  }
};

export const actions: Actions = {
  default: async ({ locals, url, request }) => {
    const sent = await Sent.read('activate', request);
    const password = sent.newPassword('password');
    const { value, failure } = await sent.attempt(() =>
      locals.api.auth.activate.mutate({ token: tokenOf(url), password }),
    );
    if (!value) return failure;
    redirect(303, `/sign-in?${new URLSearchParams({ activated: value.username })}`);
  },
};
