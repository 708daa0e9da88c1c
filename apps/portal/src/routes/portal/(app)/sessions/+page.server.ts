import { sessionsPage } from '#lib/server/lists';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  sessionsPage(event, { zone: event.locals.who!.tenant!.timeZone });
