import { redirect } from '@sveltejs/kit';
import { refusalOf } from '#lib/server/api';
import { dropSession } from '#lib/server/cookies';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async (event) => {
  if (event.locals.who?.viewing)
    await event.locals.api.viewAs.stop.mutate().catch((error: unknown) => {
      // over already: nothing is left to stop
      if (refusalOf(error)?.status !== 401) throw error;
    });
  dropSession(event, 'view');
  redirect(303, '/view/ended?stopped=1');
};
