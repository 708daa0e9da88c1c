import { logPage } from '#lib/server/lists';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => logPage(event, { zone: event.locals.who!.tenant!.timeZone });
