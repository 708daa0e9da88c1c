import type { RequestEvent } from '@sveltejs/kit';
import { zones } from '#lib/server/choices';
import { peopleActions, peoplePage } from '#lib/server/people';
import { operatorStaff } from '#lib/server/staff';
import type { Actions, PageServerLoad } from './$types';

const staff = ({ locals }: RequestEvent) => operatorStaff(locals.api);

export const load: PageServerLoad = async (event) => ({
  view: await peoplePage(event, staff(event)),
  zones: event.url.searchParams.get('ask') === 'invite' ? zones() : [],
});

export const actions: Actions = peopleActions(staff);
