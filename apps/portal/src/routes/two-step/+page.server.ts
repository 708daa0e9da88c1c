import { Sent } from '#lib/server/forms';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
  on: (await locals.api.auth.totp.state.query()).on,
  owed: locals.who!.mustSetUpSecondFactor,
});

/** The key goes along with the form, so that a mistyped code shows it again; it is worth nothing until confirmed. */
export const actions: Actions = {
  begin: async ({ locals, request }) => {
    const sent = await Sent.read('begin', request);
    const { value, failure } = await sent.attempt(() => locals.api.auth.totp.begin.mutate());
    if (!value) return failure;
    return { form: 'confirm', values: { secret: value.secret, uri: value.uri } };
  },
  confirm: async ({ locals, request }) => {
    const sent = await Sent.read('confirm', request);
    const code = sent.appCode('code');
    const { value, failure } = await sent.attempt(() => locals.api.auth.totp.confirm.mutate({ code }));
    if (!value) return failure;
    return { form: 'confirm', recoveryCodes: value.recoveryCodes };
  },
};
