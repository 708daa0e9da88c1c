import { platformLogEntryPage } from '#lib/server/lists';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => platformLogEntryPage(event, event.params.entryId);
