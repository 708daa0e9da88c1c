import { redirect } from '@sveltejs/kit';
import { wallToInstant } from '#lib/zones';
import { Sent } from '#lib/server/forms';
import { m } from '#messages';
import type { RequestEvent } from './$types';

const dayAfter = (day: string) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

/** Days are meant as days of the tenant; a last day is included, so it ends where the next one begins. */
async function reader(form: string, { request, locals, params: { tenantId } }: RequestEvent) {
  const sent = await Sent.read(form, request);
  const { timeZone } = await locals.api.tenants.byId.query({ tenantId });
  const day = (name: string, last = false): string | undefined => {
    const text = sent.text(name);
    if (!text) return undefined;
    const known = wallToInstant(text, timeZone)
      ? wallToInstant(last ? dayAfter(text) : text, timeZone)
      : null;
    if (!known) sent.wrong(name, m.error_day());
    return known ?? undefined;
  };
  const done = (what: string): never => redirect(303, `/tenants/${tenantId}/subscription?done=${what}`);
  return { sent, day, done, tenantId };
}

const after = (later: string | undefined, earlier: string | undefined) =>
  !later || !earlier || later > earlier;

export async function createContract(event: RequestEvent) {
  const { sent, day, done, tenantId } = await reader('contract', event);
  sent.required('startsAt');
  const startsAt = day('startsAt') ?? '';
  const endsAt = day('endsAt', true) ?? null;
  if (endsAt && !after(endsAt, startsAt)) sent.wrong('endsAt', m.error_ends_before());
  const sessionMinutes = sent.count('sessionMinutes', 44_640);
  const { failure } = await sent.attempt(() =>
    event.locals.api.subscription.createContract.mutate({
      tenantId,
      type: 'session',
      sessionMinutes,
      startsAt,
      endsAt,
    }),
  );
  return failure ?? done('contract');
}

export async function endContract(event: RequestEvent) {
  const { sent, day, done, tenantId } = await reader('end', event);
  sent.required('endsAt');
  const endsAt = day('endsAt', true) ?? '';
  const contractId = sent.text('contractId');
  const { failure } = await sent.attempt(() =>
    event.locals.api.subscription.endContract.mutate({ tenantId, contractId, endsAt }),
  );
  return failure ?? done('end');
}

export async function refill(event: RequestEvent) {
  const { sent, day, done, tenantId } = await reader('refill', event);
  const validFrom = day('validFrom');
  const validTo = day('validTo', true);
  if (!after(validTo, validFrom)) sent.wrong('validTo', m.error_ends_before());
  const input = {
    tenantId,
    contractId: sent.text('contractId'),
    idempotencyKey: sent.text('idempotencyKey'),
    quantity: sent.count('quantity'),
    reason: sent.required('reason', 500),
    reference: sent.text('reference') || undefined,
    requestedBy: sent.text('requestedBy') || undefined,
    validFrom,
    validTo,
  };
  const { failure } = await sent.attempt(() => event.locals.api.subscription.refill.mutate(input));
  return failure ?? done('refill');
}

export async function removeLicences(event: RequestEvent) {
  const { sent, done, tenantId } = await reader('remove', event);
  const input = {
    tenantId,
    contractId: sent.text('contractId'),
    idempotencyKey: sent.text('idempotencyKey'),
    quantity: sent.count('quantity'),
    reason: sent.required('reason', 500),
    force: sent.is('force'),
  };
  const { failure } = await sent.attempt(() => event.locals.api.subscription.remove.mutate(input));
  return failure ?? done('remove');
}
