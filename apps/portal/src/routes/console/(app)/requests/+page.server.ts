import { may } from '#lib/rights';
import { inboxActions, inboxPage } from '#lib/server/requests';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({
  inbox: await inboxPage(event),
  mayChange: may('console', event.locals.who!.role, 'change'),
});

export const actions: Actions = inboxActions;
