import { redirect, type RequestEvent } from '@sveltejs/kit';
import { splitAddresses } from '#lib/addresses';
import { withQuery } from '#lib/paging';
import { isAddress, Sent } from '#lib/server/forms';
import { m } from '#messages';

/** Saves both lists; the page comes back without its form. */
export async function saveContacts(
  event: Pick<RequestEvent, 'locals' | 'request' | 'url'>,
  tenantId?: string,
) {
  const sent = await Sent.read('edit-contacts', event.request);
  const list = (name: string) => {
    const addresses = splitAddresses(sent.text(name));
    const bad = addresses.find((address) => !isAddress(address));
    if (bad) sent.wrong(name, m.error_address_in_list({ address: bad }));
    return addresses;
  };
  const lists = { technical: list('technical'), billing: list('billing') };
  const { failure } = await sent.attempt(() =>
    event.locals.api.subscription.editContacts.mutate({ tenantId, ...lists }),
  );
  if (failure) return failure;
  redirect(303, withQuery(event.url, { edit: null, '/contacts': null, done: 'contacts' }));
}
