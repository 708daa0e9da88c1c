import { redirect, type RequestEvent } from '@sveltejs/kit';
import { currentCursor, here } from '#lib/paging';
import { states, unitOf } from '#lib/requests/names';
import { readQuantity } from '#lib/capabilities/quantities';
import { Sent } from '#lib/server/forms';
import { quantityHint, sentQuantity } from '#lib/server/quantities';

/** What tenants ask for, in one state; open ones unless another is asked for. */
export async function inboxPage({ locals, url }: RequestEvent) {
  const state = states.find((one) => one === url.searchParams.get('state')) ?? 'open';
  const list = await locals.api.requests.inbox.query({ state, cursor: currentCursor(url), limit: 50 });
  return { ...list, state };
}

export const inboxActions = {
  approve: async ({ locals, request, url }: RequestEvent) => {
    const sent = await Sent.read('approve', request);
    const unit = unitOf(sent.text('key'));
    const asked = Number(sent.text('asked'));
    const quantity = readQuantity(sent.required('quantity', 40), unit, asked);
    if (!quantity) sent.wrong('quantity', quantityHint(unit, asked, 1));
    const { failure } = await sent.attempt(
      () =>
        locals.api.requests.approve.mutate({
          tenantId: sent.text('tenantId'),
          requestId: sent.text('requestId'),
          quantity: quantity!,
          note: sent.text('note') || undefined,
        }),
      { pool_used_up: 'quantity', not_what_was_asked: 'quantity' },
    );
    if (failure) return failure;
    redirect(303, here(url, { done: 'approved' }));
  },
  decline: async ({ locals, request, url }: RequestEvent) => {
    const sent = await Sent.read('decline', request);
    const decision = {
      tenantId: sent.text('tenantId'),
      requestId: sent.text('requestId'),
      reason: sent.required('reason', 500),
    };
    const { failure } = await sent.attempt(() => locals.api.requests.decline.mutate(decision));
    if (failure) return failure;
    redirect(303, here(url, { done: 'declined' }));
  },
};

/** A tenant's own requests: asking for more, and taking it back. */
export const ownRequestActions = {
  open: async ({ locals, request, url }: RequestEvent) => {
    const sent = await Sent.read('open', request);
    const { items } = await locals.api.capabilities.list.query({});
    const key = sent.oneOf(
      'key',
      items.map((item) => item.key),
    );
    const wish = {
      key,
      quantity: sentQuantity(sent, 'quantity', unitOf(key), undefined, 1),
      reason: sent.required('reason', 500),
    };
    const { failure } = await sent.attempt(() => locals.api.requests.open.mutate(wish));
    if (failure) return failure;
    redirect(303, here(url, { done: 'requested' }));
  },
  withdraw: async ({ locals, request, url }: RequestEvent) => {
    const sent = await Sent.read('withdraw', request);
    const requestId = sent.text('requestId');
    const { failure } = await sent.attempt(() => locals.api.requests.withdraw.mutate({ requestId }));
    if (failure) return failure;
    redirect(303, here(url, { done: 'withdrawn' }));
  },
};
