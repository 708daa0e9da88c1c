import { redirect } from '@sveltejs/kit';
import { dropSession } from '#lib/server/cookies';
import { Sent } from '#lib/server/forms';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => ({ forced: locals.who!.mustChangePassword });

export const actions: Actions = {
  default: async (event) => {
    const sent = await Sent.read('change-password', event.request);
    const current = sent.password('current');
    const next = sent.newPassword('next');
    const { failure } = await sent.attempt(
      () => event.locals.api.auth.changePassword.mutate({ current, next }),
      {
        bad_credentials: 'current',
      },
    );
    if (failure) return failure;
    // what the old password opened ends with it, this browser's session too
    dropSession(event);
    redirect(303, '/sign-in?changed=1');
  },
};
