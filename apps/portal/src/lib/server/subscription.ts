import type { RequestEvent } from '@sveltejs/kit';
import { currentCursor } from '#lib/paging';

/** All that a subscription page shows, on either surface; the purchases are those of one contract. */
export async function subscriptionPage(
  { locals, url }: Pick<RequestEvent, 'locals' | 'url'>,
  tenantId?: string,
) {
  const { subscription } = locals.api;
  const overview = await subscription.overview.query({ tenantId });
  const wanted = url.searchParams.get('purchases');
  const contract = overview.contracts.find(({ id }) => id === wanted) ?? overview.contract;
  const cursor = currentCursor(url);
  const ledger = contract
    ? await subscription.ledger.query({ tenantId, contractId: contract.id, cursor, limit: 25 })
    : { items: [], next: null };
  return { overview, ledger, ledgerOf: contract?.id ?? null };
}
