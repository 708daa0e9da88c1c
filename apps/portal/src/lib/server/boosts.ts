import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import { here } from '#lib/paging';
import { Sent } from '#lib/server/forms';
import { sentDay } from '#lib/server/days';
import { sentQuantity } from '#lib/server/quantities';

/** Limits that are raised for a time: days are those of the tenant, the last one included. */
export const boostActions = {
  boost: async ({ locals: { api }, params, request, url }: RequestEvent) => {
    const tenantId = params['tenantId']!;
    const sent = await Sent.read('boost', request);
    const [{ timeZone }, { items }] = await Promise.all([
      api.tenants.byId.query({ tenantId }),
      api.capabilities.list.query({ tenantId }),
    ]);
    const item = items.find(({ key }) => key === sent.text('key')) ?? error(400);
    const boost = {
      tenantId,
      key: item.key,
      quantity: sentQuantity(sent, 'quantity', item.unit),
      startsAt: sentDay(sent, 'startsAt', timeZone),
      endsAt: sentDay(sent, 'endsAt', timeZone, true),
      reason: sent.required('reason', 500),
    };
    const { failure } = await sent.attempt(() => api.capabilities.boost.mutate(boost), {
      boost_not_larger: 'quantity',
      pool_used_up: 'quantity',
    });
    if (failure) return failure;
    redirect(303, here(url, { done: 'boosted' }));
  },
  endBoost: async ({ locals: { api }, params, request, url }: RequestEvent) => {
    const tenantId = params['tenantId']!;
    const sent = await Sent.read('endBoost', request);
    const boostId = sent.text('boostId');
    const { failure } = await sent.attempt(() => api.capabilities.endBoost.mutate({ tenantId, boostId }));
    if (failure) return failure;
    redirect(303, here(url, { done: 'boost_ended' }));
  },
};
