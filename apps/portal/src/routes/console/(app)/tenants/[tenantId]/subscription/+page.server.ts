import { error } from '@sveltejs/kit';
import { saveContacts } from '#lib/server/contacts';
import { subscriptionPage } from '#lib/server/subscription';
import { createContract, endContract, refill, removeLicences } from './changes';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { overview, ledger, ledgerOf } = await subscriptionPage(event, event.params.tenantId);
  const wanted = event.url.searchParams.get('contract');
  const chosen = wanted ? overview.contracts.find(({ id }) => id === wanted) : undefined;
  if (wanted && !chosen) error(404);
  return {
    overview,
    ledger,
    ledgerOf,
    chosen: chosen ?? null,
    ask: event.url.searchParams.get('ask'),
    // sent back with the form: however often it arrives, licences move once
    idempotencyKey: crypto.randomUUID(),
  };
};

export const actions: Actions = {
  contacts: (event) => saveContacts(event, event.params.tenantId),
  contract: createContract,
  end: endContract,
  refill,
  remove: removeLicences,
};
