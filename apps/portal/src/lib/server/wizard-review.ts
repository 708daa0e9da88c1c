import type { Draft } from '#lib/wizard/draft';
import type { FilledStep } from '#lib/wizard/steps';
import type { Api } from '#lib/server/api';
import { faultText, fieldOf, itemsOf } from '#lib/server/wizard';

/** The last look at a draft, with everything that a new tenant would get. */
export async function reviewOf(api: Api, draft: Draft) {
  const [review, { permissions }, { capabilities }] = await Promise.all([
    api.drafts.review.query({ draftId: draft.id }),
    itemsOf(api, draft.values, 'permissions'),
    itemsOf(api, draft.values, 'capabilities'),
  ]);
  const errors = review.errors.map((fault) => ({
    step: fault.step as FilledStep,
    field: fieldOf(fault.step, String(fault.field ?? fault.step)),
    text: faultText(fault),
  }));
  return { review, errors, permissions, limits: capabilities };
}
