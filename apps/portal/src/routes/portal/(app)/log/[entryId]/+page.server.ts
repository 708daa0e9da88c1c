import { logEntryPage } from '#lib/server/lists';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  logEntryPage(event, { zone: event.locals.who!.tenant!.timeZone }, event.params.entryId);
