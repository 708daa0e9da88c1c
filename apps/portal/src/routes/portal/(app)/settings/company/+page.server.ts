import { companyActions, companyPage } from '#lib/server/company';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({ view: await companyPage(event) });

export const actions: Actions = companyActions;
