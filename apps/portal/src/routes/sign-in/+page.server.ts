import { redirect } from '@sveltejs/kit';
import { safeReturn } from '#lib/surface';
import { writeSession } from '#lib/server/cookies';
import { Sent } from '#lib/server/forms';
import type { Actions, PageServerLoad } from './$types';

const asksCompany = ({ surface, tenant }: App.Locals) => surface === 'portal' && !tenant;

export const load: PageServerLoad = ({ locals, url }) => {
  if (locals.who) redirect(303, safeReturn(url.searchParams.get('next')));
  return {
    asksCompany: asksCompany(locals),
    next: safeReturn(url.searchParams.get('next')),
    signedOut: url.searchParams.has('out'),
    changed: url.searchParams.has('changed'),
    activated: url.searchParams.get('activated'),
  };
};

export const actions: Actions = {
  default: async (event) => {
    const sent = await Sent.read('sign-in', event.request);
    const company = asksCompany(event.locals) ? sent.required('company') : undefined;
    const login = sent.required('login');
    const password = sent.password('password');
    const { value, failure } = await sent.attempt(
      () => event.locals.api.auth.signIn.mutate({ login, password, company }),
      { company_ambiguous: 'company' },
    );
    if (!value) return failure;
    if (value.status !== 'signed_in') return sent.fail(503);
    writeSession(event, value);
    redirect(
      303,
      value.mustChangePassword ? '/change-password' : safeReturn(event.url.searchParams.get('next')),
    );
  },
};
