import { exportActions, exportsPage } from '#lib/server/exports';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({ view: await exportsPage(event) });

export const actions: Actions = exportActions(() => undefined);
