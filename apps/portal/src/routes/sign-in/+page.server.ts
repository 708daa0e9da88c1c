import { redirect } from '@sveltejs/kit';
import { safeReturn } from '#lib/surface';
import { readCookie } from '#lib/server/cookies';
import { Sent } from '#lib/server/forms';
import { readHalf, writeHalf } from '#lib/server/half-sign-in';
import { asksCompany, enterWith } from '#lib/server/sign-in';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
  const { locals, url } = event;
  const asked = (name: string) => url.searchParams.get(name);
  const next = safeReturn(asked('next'));
  if (locals.who) redirect(303, next);
  const half = url.searchParams.has('again') ? readHalf(event) : null;
  return {
    asksCompany: asksCompany(locals),
    next,
    late: asked('again') === 'late',
    signedOut: url.searchParams.has('out'),
    reset: url.searchParams.has('reset'),
    activated: url.searchParams.has('activated'),
    login: half?.login ?? asked('activated') ?? asked('reset') ?? '',
    typedCompany: half?.company ?? '',
  };
};

export const actions: Actions = {
  default: async (event) => {
    const sent = await Sent.read('sign-in', event.request);
    const company = asksCompany(event.locals) ? sent.required('company') : undefined;
    const login = sent.required('login', 254);
    const password = sent.password('password');
    const device = readCookie(event, 'device');
    const { value, failure } = await sent.attempt(
      () => event.locals.api.auth.signIn.mutate({ login, password, company, device }),
      { company_ambiguous: 'company' },
    );
    if (!value) return failure;
    if (value.status === 'signed_in') enterWith(event, value);
    writeHalf(event, { challenge: value.challenge, login, company });
    const next = safeReturn(event.url.searchParams.get('next'));
    redirect(303, next === '/' ? '/sign-in/code' : `/sign-in/code?${new URLSearchParams({ next })}`);
  },
};
