import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import type { Key, Mode } from '#lib/capabilities/names';
import { here } from '#lib/paging';
import { Sent } from '#lib/server/forms';
import { sentQuantity } from '#lib/server/quantities';
import type { DefaultItem } from '#lib/views';
import { m } from '#messages';

type DefaultChange = { key: Key; quantity: number | null; free?: number; mode: Mode };

/** What was chosen for one capability; nothing where it is as it was. */
function changeOf(sent: Sent, item: DefaultItem): DefaultChange | null {
  const { key, unit, most } = item;
  const unlimited = sent.text(`choice-${key}`) === 'unlimited';
  const quantity = unlimited ? null : sentQuantity(sent, `quantity-${key}`, unit, most);
  const free = item.hasFreePart ? sentQuantity(sent, `free-${key}`, unit, most) : item.free;
  const mode = sent.oneOf(`mode-${key}`, ['hard', 'soft', 'observe']);
  if (quantity === item.quantity && free === item.free && mode === item.mode) return null;
  return { key, quantity, mode, ...(item.hasFreePart && { free }) };
}

/** The two steps of a change of the default limits: a dry run, and the saving of just that. */
export const defaultActions = {
  preview: async ({ locals: { api }, request }: RequestEvent) => {
    const sent = await Sent.read('defaults', request);
    const { items } = await api.capabilities.defaults.query();
    const changes = items.map((item) => changeOf(sent, item)).filter((change) => change !== null);
    if (!sent.refused && changes.length === 0) return sent.fail(400, m.limits_nothing());
    const { failure, value } = await sent.attempt(() => api.capabilities.previewDefaults.query({ changes }));
    if (failure) return failure;
    return { ...sent.kept({ changes: JSON.stringify(changes) }), preview: value };
  },
  save: async ({ locals: { api }, request, url }: RequestEvent) => {
    const sent = await Sent.read('defaults', request);
    const changes = readChanges(sent.text('changes'));
    const { failure } = await sent.attempt(() => api.capabilities.changeDefaults.mutate({ changes }));
    if (failure) return failure;
    redirect(303, here(url, { done: 'default_limits' }));
  },
  /** From the look at it back to what was typed. */
  back: async ({ request }: RequestEvent) => (await Sent.read('defaults', request)).kept(),
};

/** Made by our own page; whatever else it may be, the API checks it. */
function readChanges(text: string): DefaultChange[] {
  try {
    return JSON.parse(text) as DefaultChange[];
  } catch {
    error(400);
  }
}
