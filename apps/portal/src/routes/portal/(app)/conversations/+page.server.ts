import { conversationsPage } from '#lib/server/lists';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  conversationsPage(event, { zone: event.locals.who!.tenant!.timeZone });
