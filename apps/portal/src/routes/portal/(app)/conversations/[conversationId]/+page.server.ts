import { conversationPage } from '#lib/server/lists';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  conversationPage(event, { zone: event.locals.who!.tenant!.timeZone }, event.params.conversationId);
