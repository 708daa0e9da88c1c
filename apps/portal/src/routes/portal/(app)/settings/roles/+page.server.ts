import { roleActions, rolesPage } from '#lib/server/roles';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({ view: await rolesPage(event) });

export const actions: Actions = roleActions;
