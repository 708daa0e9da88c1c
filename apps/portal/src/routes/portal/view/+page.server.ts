import { redirect } from '@sveltejs/kit';
import { apiFor } from '#lib/server/api';
import { writeSession } from '#lib/server/cookies';
import { Sent } from '#lib/server/forms';
import { callerOf } from '#lib/server/gate';
import type { Actions, PageServerLoad } from './$types';

/** Whoever is at home in this browser is told that they stay so. */
export const load: PageServerLoad = ({ locals: { who } }) => ({ me: who && !who.viewing ? who.name : null });

export const actions: Actions = {
  default: async (event) => {
    const sent = await Sent.read('view', event.request);
    const token = sent.required('code', 200);
    // as nobody: the code alone says who comes, whoever is at home in this browser
    const nobody = apiFor(callerOf(event, event.request.headers.get('host')!, undefined));
    const { failure, value } = await sent.attempt(() => nobody.viewAs.enter.mutate({ token }), {
      view_code_dead: 'code',
    });
    if (!value) return failure;
    writeSession(event, value, 'view');
    redirect(303, '/');
  },
};
