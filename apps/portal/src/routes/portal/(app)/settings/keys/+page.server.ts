import type { RequestEvent } from '@sveltejs/kit';
import { keyActions, keysPage } from '#lib/server/keys';
import { tenantKeyring } from '#lib/server/keyring';
import type { Actions, PageServerLoad } from './$types';

const keyring = ({ locals }: RequestEvent) => tenantKeyring(locals.api);

export const load: PageServerLoad = async (event) => ({ view: await keysPage(event, keyring(event)) });

export const actions: Actions = keyActions(keyring);
