import { redirect, type RequestEvent } from '@sveltejs/kit';
import { here } from '#lib/paging';
import { Sent } from '#lib/server/forms';

/** Operators name a tenant, everyone else has theirs. */
export const erasureActions = (tenantOf: (event: RequestEvent) => string | undefined) => ({
  erase: async (event: RequestEvent) => {
    const sent = await Sent.read('erase', event.request);
    const input = {
      tenantId: tenantOf(event),
      personId: sent.text('personId'),
      reason: sent.required('reason', 500),
    };
    sent.repeats('typed', 'expected');
    const { failure } = await sent.attempt(() => event.locals.api.people.erase.mutate(input));
    if (failure) return failure;
    redirect(303, here(event.url, { done: 'person_erased' }));
  },
});
