import { redirect } from '@sveltejs/kit';
import { Sent } from '#lib/server/forms';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const { on } = await locals.api.auth.totp.state.query();
  if (!on) redirect(303, '/account/security');
};

export const actions: Actions = {
  default: async ({ locals, request }) => {
    const sent = await Sent.read('new-codes', request);
    const password = sent.password('password');
    const code = sent.proofCode('code');
    const { value, failure } = await sent.attempt(() =>
      locals.api.auth.totp.newRecoveryCodes.mutate({ password, code }),
    );
    if (!value) return failure;
    return { form: 'new-codes', recoveryCodes: value.recoveryCodes };
  },
};
