import { erasureActions } from '#lib/server/erasure';
import { conversationPage } from '#lib/server/lists';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  conversationPage(event, { zone: event.locals.who!.tenant!.timeZone }, event.params.conversationId);

export const actions: Actions = erasureActions(() => undefined);
