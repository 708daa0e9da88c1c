import { profileActions, profilePage } from '#lib/server/account';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => profilePage(event);

export const actions: Actions = profileActions;
