import { redirect, type RequestEvent } from '@sveltejs/kit';
import { languageName } from '#lib/format';
import { languages } from '#lib/preferences';
import { zoneName, zones } from '#lib/server/choices';
import { dropCookie } from '#lib/server/cookies';
import { Sent } from '#lib/server/forms';
import { m } from '#messages';

type Event = RequestEvent;

/** The page as it was before, and what happened. */
function done({ pathname }: URL, what: string): never {
  redirect(303, `${pathname}?done=${what}`);
}

/** People of a tenant may leave language and zone to the company; operators have their own. */
export async function profilePage({ locals }: Event) {
  const { api, surface, who } = locals;
  const of = surface === 'console' ? api.operators.profile.query() : api.users.profile.query();
  const company = who!.tenant;
  return {
    profile: await of,
    zones: zones(),
    ofCompany: company && { language: languageName(company.language), timeZone: company.timeZone },
  };
}

async function saveProfile(event: Event) {
  const { api, surface } = event.locals;
  const sent = await Sent.read('profile', event.request);
  const language = languages.find((one) => one === sent.text('language')) ?? null;
  const typed = sent.text('timeZone');
  const timeZone = typed ? zoneName(typed) : null;
  if (typed && !timeZone) sent.wrong('timeZone', m.error_time_zone());
  if (surface === 'console') {
    const name = sent.required('name');
    const own = { language: language ?? languages[0], timeZone: timeZone ?? '' };
    if (!typed) sent.required('timeZone');
    const { failure } = await sent.attempt(() => api.operators.editProfile.mutate({ name, ...own }));
    if (failure) return failure;
  } else {
    const [firstName, lastName] = [sent.required('firstName', 100), sent.required('lastName', 100)];
    const { failure } = await sent.attempt(() =>
      api.users.editProfile.mutate({ firstName, lastName, language, timeZone }),
    );
    if (failure) return failure;
  }
  // a language chosen for this browser only would hide the one just saved
  dropCookie(event, 'locale');
  done(event.url, 'profile');
}

async function requestEmail({ locals, request, url }: Event) {
  const sent = await Sent.read('change-email', request);
  const email = sent.email('email');
  const password = sent.password('password');
  const { failure } = await sent.attempt(() =>
    locals.api.auth.requestEmailChange.mutate({ email, password }),
  );
  if (failure) return failure;
  done(url, 'email_asked');
}

export const profileActions = { profile: saveProfile, email: requestEmail };

export async function securityPage({ locals }: Event) {
  const { auth } = locals.api;
  const [twoStep, sessions] = await Promise.all([auth.totp.state.query(), auth.sessions.query()]);
  return { twoStep, sessions };
}

async function changePassword({ locals, request, url }: Event) {
  const sent = await Sent.read('change-password', request);
  const current = sent.password('current');
  const next = sent.newPassword('next');
  const { failure } = await sent.attempt(() => locals.api.auth.changePassword.mutate({ current, next }));
  if (failure) return failure;
  done(url, 'password');
}

async function endSession({ locals, request, url }: Event) {
  const id = url.searchParams.get('session') ?? '';
  const sent = await Sent.read(`end-${id}`, request);
  const { failure } = await sent.attempt(() => locals.api.auth.endSession.mutate({ id }));
  // one that is gone already is what was wished for
  if (failure && failure.status !== 404) return failure;
  done(url, 'session_ended');
}

async function endOthers({ locals, request, url }: Event) {
  const sent = await Sent.read('end-others', request);
  const { failure } = await sent.attempt(() => locals.api.auth.endOtherSessions.mutate());
  if (failure) return failure;
  done(url, 'sessions_ended');
}

async function switchOff({ locals, request, url }: Event) {
  const sent = await Sent.read('two-step-off', request);
  const password = sent.password('password');
  const code = sent.proofCode('code');
  const { failure } = await sent.attempt(() => locals.api.auth.totp.disable.mutate({ password, code }));
  if (failure) return failure;
  done(url, 'two_step_off');
}

export const securityActions = { password: changePassword, endSession, endOthers, switchOff };
