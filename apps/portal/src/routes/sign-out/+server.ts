import { redirect } from '@sveltejs/kit';
import { dropSession } from '#lib/server/cookies';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async (event) => {
  if (event.locals.who) await event.locals.api.auth.signOut.mutate();
  dropSession(event);
  redirect(303, '/sign-in?out=1');
};
