import type { Api } from './world';

/** A contract with licences, and whom to tell. */
export async function subscribe(
  operator: Api,
  {
    id: tenantId,
    marker,
    startsAt,
    email,
  }: { id: string; marker: string; startsAt: string; email: (who: string) => string },
): Promise<void> {
  const { contractId } = await operator.subscription.createContract({
    tenantId,
    type: 'session',
    sessionMinutes: 60,
    startsAt,
    endsAt: null,
  });
  await operator.subscription.refill({
    tenantId,
    contractId,
    quantity: 100,
    reason: `${marker} reason`,
    reference: `${marker} order`,
    idempotencyKey: `${marker}-refill`,
    requestedBy: `${marker} Bo`,
  });
  const [technical, billing] = [[email('technical')], [email('billing')]];
  await operator.subscription.editContacts({ tenantId, technical, billing });
}
