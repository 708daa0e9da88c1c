import { saveContacts } from '#lib/server/contacts';
import { subscriptionPage } from '#lib/server/subscription';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({
  ...(await subscriptionPage(event)),
  editable: event.locals.who!.role === 'admin',
});

export const actions: Actions = { contacts: (event) => saveContacts(event) };
