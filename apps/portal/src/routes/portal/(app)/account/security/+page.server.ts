import { securityActions, securityPage } from '#lib/server/account';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => securityPage(event);

export const actions: Actions = securityActions;
