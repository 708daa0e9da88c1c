import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import type { FormResult } from '#lib/forms';
import { differencesOf, type Overtaken } from '#lib/wizard/differences';
import type { Draft, DraftValues } from '#lib/wizard/draft';
import { limitItems, permissionItems } from '#lib/wizard/items';
import { typedOf } from '#lib/wizard/typed';
import {
  isStep,
  stepAddress,
  stepAfter,
  stepBefore,
  stepNames,
  type FilledStep,
  type StepName,
} from '#lib/wizard/steps';
import { refusalOf, type Api } from '#lib/server/api';
import { Sent } from '#lib/server/forms';
import { keptInput } from '#lib/server/outlived';
import { refusalText } from '#lib/server/refusals';
import { readStep, type Items } from '#lib/server/wizard-steps';
import { m } from '#messages';

type Event = RequestEvent;
type Kept = FormResult & { overtaken?: Overtaken };

/** Somebody went back to a draft that became a tenant or was discarded: it is not the address that is wrong. */
export const draftOr = <T>(asked: Promise<T>): Promise<T> =>
  asked.catch((cause: unknown) => {
    if (refusalOf(cause)?.kind === 'not_found') redirect(303, '/tenants/new?done=draft_gone');
    throw cause;
  });

/** The step that an address names; one that cannot be gone to yet leads to the one that can. */
export function stepIn(event: Event, { id, furthest }: Pick<Draft, 'id' | 'furthest'>): StepName {
  const { step } = event.params;
  if (!step || !isStep(step)) error(404);
  if (stepNames.indexOf(step) > stepNames.indexOf(furthest)) redirect(303, stepAddress(id, furthest));
  return step;
}

/** Profile, default limits and what the licence has, with what the draft chose; read where a step needs them. */
export async function itemsOf(api: Api, values: DraftValues, needs: 'permissions' | 'capabilities' | null) {
  const items: Items = { permissions: [], capabilities: [] };
  if (needs === 'permissions') {
    const { items: defaults } = await api.permissions.defaults.query();
    items.permissions = permissionItems(defaults, values.permissions?.changes ?? []);
  }
  if (needs === 'capabilities') {
    const [{ items: defaults }, licence] = await Promise.all([
      api.capabilities.defaults.query(),
      api.licence.current.query(),
    ]);
    items.capabilities = limitItems(defaults, licence, values.capabilities?.changes ?? []);
  }
  return items;
}

export const needOf = (step: StepName) => (step === 'permissions' || step === 'capabilities' ? step : null);

/** What is wrong with a step, by the field that shows it. */
export function faultsOf({ faults, values }: Pick<Draft, 'faults' | 'values'>, step: StepName) {
  if (step === 'review') return {};
  const typed = typedOf(step, values) ?? {};
  const entries = (faults[step] ?? []).map((fault) => {
    const field = fieldOf(step, String(fault.field ?? step));
    return [field, typed[field] === '' ? m.error_required() : faultText(fault)];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

/** What is wrong with a draft, in the words for a refusal. */
export const faultText = ({ code, message }: { code: string; message: string }): string =>
  refusalText({ ...refusalToFill, code, message });

const refusalToFill = {
  status: 400,
  kind: 'invalid',
  field: null,
  fields: [],
  retryAfterSeconds: null,
  version: null,
  id: null,
};

/** What was typed when the session had ended, as a form that was sent and not taken. */
export function outlived(event: Event, step: FilledStep, items: Items): FormResult | null {
  const data = keptInput(event);
  if (!data) return null;
  const sent = Sent.again('step', data);
  const list = step === 'permissions' ? listOf(readStep(step, sent, items)) : {};
  return sent.kept(list);
}

/** A list is no value of a form. */
const listOf = ({ changes }: { changes: unknown }) => ({ changes: JSON.stringify(changes) });

/** A limit is named by its capability and shown at its quantity. */
export const fieldOf = (step: StepName, field: string) =>
  step === 'capabilities' && field !== step ? `quantity-${field}` : field;

/** Saves a step as it was sent. */
async function save(event: Event, how: 'checked' | 'kept') {
  const { locals, params, request } = event;
  const draftId = params['draftId']!;
  const step = params['step'] as FilledStep;
  if (!isStep(step) || (step as StepName) === 'review') error(404);
  const sent = await Sent.read('step', request);
  const before = await locals.api.drafts.byId.query({ draftId });
  const items = await itemsOf(locals.api, before.values, needOf(step));
  const values = readStep(step, sent, items);
  if (how === 'checked' && step === 'admin' && lacksPassword(sent, before)) sent.required('password');
  if (sent.refused) return { failure: sent.fail() };
  const version = Number(sent.text('over') || sent.text('version'));
  try {
    const input = { draftId, version, step, values } as Parameters<Api['drafts']['save']['mutate']>[0];
    return { draft: await locals.api.drafts.save.mutate(input) };
  } catch (cause) {
    const refusal = refusalOf(cause);
    if (!refusal || refusal.status >= 500 || refusal.status === 404) throw cause;
    const now = await locals.api.drafts.byId.query({ draftId });
    if (refusal.code === 'draft_changed') return { failure: overtakenBy(sent, now, step, values) };
    const faults = refusal.version === null ? {} : faultsOf(now, step);
    // kept as it was typed all the same, and the draft stands at the version that the refusal names
    if (Object.keys(faults).length > 0) return { faults, sent, version: refusal.version ?? now.version };
    if (refusal.field) sent.wrong(fieldOf(step, refusal.field), refusalText(refusal));
    return { failure: sent.fail(refusal.status, sent.refused ? undefined : refusalText(refusal)) };
  }
}

const lacksPassword = (sent: Sent, { values }: Draft) =>
  sent.text('passwordFrom') === 'typed' && !sent.secret('password') && !values.admin?.passwordSet;

function overtakenBy(sent: Sent, now: Draft, step: FilledStep, mine: unknown) {
  const passwordSet = sent.text('passwordFrom') === 'typed';
  const own = step === 'admin' ? { ...(mine as object), passwordSet } : mine;
  const differences = differencesOf(step, now.values, { ...now.values, [step]: own });
  const overtaken = { version: now.version, updatedAt: now.updatedAt, differences };
  const list = step === 'permissions' ? listOf(mine as { changes: unknown }) : {};
  return fail(409, { ...sent.kept(list), overtaken } satisfies Kept);
}

const leave = (to: (step: StepName) => StepName, how: 'checked' | 'kept') => async (event: Event) => {
  const { failure, faults, sent, version } = await save(event, how);
  if (failure) return failure;
  if (faults && how === 'checked') {
    return fail(400, { ...sent.kept({ version: String(version) }), errors: faults } satisfies Kept);
  }
  const { draftId, step } = event.params as { draftId: string; step: StepName };
  redirect(303, stepAddress(draftId, to(step)));
};

export const stepActions = {
  next: leave(stepAfter, 'checked'),
  /** What is wrong stays marked, and does not hold up somebody who wants to look back. */
  back: leave((step) => stepBefore(step) ?? step, 'kept'),
  /** While it is typed: what is wrong is said when the step is left. */
  keep: async (event: Event) => {
    const { failure, draft, version } = await save(event, 'kept');
    return failure ?? { form: 'kept', version: draft?.version ?? version };
  },
};
