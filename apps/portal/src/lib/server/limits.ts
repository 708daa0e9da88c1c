import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import {
  choicesFor,
  choiceNow,
  chosenQuantity,
  mostFor,
  quantityNow,
  type LimitChange,
  type LimitItem,
} from '#lib/capabilities/limits';
import { here } from '#lib/paging';
import { Sent } from '#lib/server/forms';
import { quantityHint } from '#lib/server/quantities';
import type { CapabilityItem } from '#lib/views';
import { m } from '#messages';

const modes = ['default', 'hard', 'soft', 'observe'] as const;

/** What was chosen for one capability; nothing where that is no quantity. */
export function chosenIn(sent: Sent, item: LimitItem) {
  const { key, ownMode } = item;
  const asked = sent.text(`choice-${key}`);
  // a field that a used-up pool holds sends none
  const choice = choicesFor(item).find((one) => one === asked) ?? choiceNow(item);
  const quantity = asked ? chosenQuantity(item, choice, sent.text(`quantity-${key}`)) : quantityNow(item);
  if (quantity === undefined) {
    sent.wrong(`quantity-${key}`, quantityHint(item.unit, mostFor(item)));
    return null;
  }
  const wanted = sent.text(`mode-${key}`);
  const mode = modes.find((one) => one === wanted) ?? ownMode ?? 'default';
  const asItWas =
    choice === choiceNow(item) && quantity === quantityNow(item) && mode === (ownMode ?? 'default');
  return { quantity: choice === 'default' ? ('default' as const) : quantity, mode, asItWas };
}

/** Nothing where it is as it was. */
function changeOf(sent: Sent, item: CapabilityItem): LimitChange | null {
  const chosen = chosenIn(sent, item);
  if (!chosen || chosen.asItWas) return null;
  return { key: item.key, quantity: chosen.quantity, mode: chosen.mode };
}

/** The two steps of a change of a tenant's limits: a look at what it does, and the saving of just that. */
export const limitActions = {
  preview: async ({ locals, params, request }: RequestEvent) => {
    const tenantId = params['tenantId']!;
    const sent = await Sent.read('limits', request);
    const { items } = await locals.api.capabilities.list.query({ tenantId });
    const changes = items.map((item) => changeOf(sent, item)).filter((change) => change !== null);
    if (!sent.refused && changes.length === 0) return sent.fail(400, m.limits_nothing());
    const { failure, value } = await sent.attempt(() =>
      locals.api.capabilities.preview.query({ tenantId, changes }),
    );
    if (failure) return failure;
    return { ...sent.kept({ changes: JSON.stringify(changes) }), preview: value.items };
  },
  save: async ({ locals, params, request, url }: RequestEvent) => {
    const sent = await Sent.read('limits', request);
    const changes = readChanges(sent.text('changes'));
    const { failure } = await sent.attempt(() =>
      locals.api.capabilities.change.mutate({
        tenantId: params['tenantId']!,
        changes,
        reason: sent.text('reason') || undefined,
      }),
    );
    if (failure) return failure;
    redirect(303, here({ pathname: url.pathname, search: '' }, { done: 'limits' }));
  },
  /** From the look at it back to what was typed. */
  back: async ({ request }: RequestEvent) => (await Sent.read('limits', request)).kept(),
};

/** Made by our own page; whatever else it may be, the API checks it. */
function readChanges(text: string): LimitChange[] {
  try {
    return JSON.parse(text) as LimitChange[];
  } catch {
    error(400);
  }
}
