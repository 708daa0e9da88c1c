import { redirect } from '@sveltejs/kit';
import { Sent } from '#lib/server/forms';
import type { Actions, PageServerLoad } from './$types';

/** For those who came with a one-time password; everybody else has it in their account. */
export const load: PageServerLoad = ({ locals }) => {
  if (!locals.who!.mustChangePassword) redirect(303, '/account/security');
};

export const actions: Actions = {
  default: async ({ locals, request }) => {
    const sent = await Sent.read('change-password', request);
    const current = sent.password('current');
    const next = sent.newPassword('next');
    const { failure } = await sent.attempt(() => locals.api.auth.changePassword.mutate({ current, next }));
    if (failure) return failure;
    redirect(303, '/');
  },
};
