import type { RequestEvent } from '@sveltejs/kit';
import { peopleActions, peoplePage } from '#lib/server/people';
import { userStaff } from '#lib/server/staff';
import type { Actions, PageServerLoad } from './$types';

const staff = ({ locals }: RequestEvent) => userStaff(locals.api);

export const load: PageServerLoad = async (event) => ({ view: await peoplePage(event, staff(event)) });

export const actions: Actions = peopleActions(staff);
