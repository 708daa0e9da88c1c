import { redirect } from '@sveltejs/kit';
import { here } from '#lib/paging';
import { countryName, languageName } from '#lib/format';
import { instantToWall } from '#lib/zones';
import type { Draft } from '#lib/wizard/draft';
import { typedOf } from '#lib/wizard/typed';
import { countries, systemLanguages, zoneName, zones } from '#lib/server/choices';
import { config } from '#lib/server/config';
import { Sent } from '#lib/server/forms';
import { draftOr, faultsOf, itemsOf, needOf, outlived, stepActions, stepIn } from '#lib/server/wizard';
import { reviewOf } from '#lib/server/wizard-review';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { locals, params } = event;
  const { api, who } = locals;
  const draft = await draftOr(api.drafts.byId.query({ draftId: params.draftId }));
  const step = stepIn(event, draft);
  const shared = { draft, step };
  if (step === 'review') return { ...shared, review: await reviewOf(api, draft), filled: null };
  // what was typed need not be one
  const zone = zoneName(draft.values.company?.timeZone ?? '') ?? who!.timeZone;
  const items = await itemsOf(api, draft.values, needOf(step));
  return {
    ...shared,
    review: null,
    filled: {
      step,
      typed: typedOf(step, draft.values),
      kept: outlived(event, step, items),
      faults: faultsOf(draft, step),
      items,
      profile: step === 'permissions' ? (await api.permissions.defaults.query()).items : [],
      choices:
        step === 'company'
          ? { countries: countries(), zones: zones(), languages: systemLanguages() }
          : { countries: [], zones: [], languages: [] },
      usual: usualOf(locals.locale, who!.timeZone),
      host: step === 'hosts' ? await hostOf(api, draft) : null,
      zone,
      today: instantToWall(new Date().toISOString(), zone, 'day'),
    },
  };
};

/** The address that the tenant would have; null where this installation has none to give. */
async function hostOf(api: App.Locals['api'], { values }: Draft): Promise<string | null> {
  const { slug, companyName = '' } = values.company ?? {};
  const own = slug || (companyName && (await api.tenants.suggestSlug.query({ companyName })).slug);
  return config.managedHosts ? config.managedHosts.replace('{slug}', own || '…') : null;
}

/** Only a starting point: the region most likely for the operator's language. */
function usualOf(locale: string, timeZone: string) {
  const region = new Intl.Locale(locale).maximize().region;
  return { timeZone, language: languageName('en'), country: region ? countryName(region) : '' };
}

export const actions: Actions = {
  ...stepActions,
  finish: async ({ locals, params: { draftId }, request }) => {
    const sent = await Sent.read('finish', request);
    const version = Number(sent.text('version'));
    const { failure, value } = await sent.attempt(() =>
      locals.api.drafts.finish.mutate({ draftId, version }),
    );
    if (failure) return failure;
    redirect(303, `/tenants/${value!.tenantId}?done=created`);
  },
  template: async ({ locals, params: { draftId }, request, url }) => {
    const sent = await Sent.read('template', request);
    const name = sent.required('name', 100);
    const { failure } = await sent.attempt(() =>
      locals.api.templates.save.mutate({ name, from: { draftId } }),
    );
    if (failure) return failure;
    redirect(303, here(url, { done: 'template_saved' }));
  },
};
