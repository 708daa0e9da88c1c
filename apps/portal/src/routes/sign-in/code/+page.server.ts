import { redirect } from '@sveltejs/kit';
import { withQuery } from '#lib/paging';
import { safeReturn } from '#lib/surface';
import { refusalOf } from '#lib/server/api';
import { Sent } from '#lib/server/forms';
import { readHalf } from '#lib/server/half-sign-in';
import { enterWith } from '#lib/server/sign-in';
import type { Actions, PageServerLoad } from './$types';

const signInAgain = (url: URL, why: 'late' | 'wish') =>
  withQuery({ pathname: '/sign-in', search: url.search }, { with: null, again: why });

export const load: PageServerLoad = (event) => {
  const { locals, url } = event;
  if (locals.who) redirect(303, safeReturn(url.searchParams.get('next')));
  if (!readHalf(event)) redirect(303, signInAgain(url, 'late'));
  return {
    recovery: url.searchParams.get('with') === 'recovery',
    otherWay: withQuery(url, { with: url.searchParams.has('with') ? null : 'recovery' }),
    again: signInAgain(url, 'wish'),
  };
};

export const actions: Actions = {
  default: async (event) => {
    const { locals, url, request } = event;
    const half = readHalf(event);
    if (!half) redirect(303, signInAgain(url, 'late'));
    const sent = await Sent.read('second-step', request);
    const byRecovery = url.searchParams.get('with') === 'recovery';
    const proof = byRecovery
      ? { recoveryCode: sent.required('recoveryCode', 40) }
      : { code: sent.appCode('code') };
    const { value, failure } = await sent.attempt(async () => {
      try {
        return await locals.api.auth.secondFactor.mutate({ challenge: half.challenge, ...proof });
      } catch (error) {
        if (refusalOf(error)?.code === 'challenge_dead') return null;
        throw error;
      }
    });
    if (failure) return failure;
    if (!value) redirect(303, signInAgain(url, 'late'));
    enterWith(event, value);
  },
};
