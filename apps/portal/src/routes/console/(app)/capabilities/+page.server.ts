import { defaultActions } from '#lib/server/default-limits';
import { may } from '#lib/rights';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
  ...(await locals.api.capabilities.defaults.query()),
  mayChange: may('console', locals.who!.role, 'change'),
});

export const actions: Actions = defaultActions;
