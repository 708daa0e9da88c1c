import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import type { CompanyView } from '#lib/company/company';
import { may } from '#lib/rights';
import { sizes } from '#lib/sizes';
import { countries, countryCode, languageCode, systemLanguages, zoneName, zones } from '#lib/server/choices';
import { Sent } from '#lib/server/forms';
import { m } from '#messages';

/** A tenant's profile, as operators see it and as its own admins do. */
export async function companyPage({ locals, params }: RequestEvent): Promise<CompanyView> {
  const { api, surface, who } = locals;
  const { tenantId } = params;
  return {
    profile: await api.tenants.profile.query({ tenantId }),
    choices: { countries: countries(), zones: zones(), languages: systemLanguages() },
    mayChange: may(surface, who!.role, 'change'),
    mayLocale: surface === 'console' || who!.features.includes('settings.language_timezone'),
  };
}

/**
 * What another zone does to the days is shown before it is saved: the first press of the button looks at it, the
 * second one, with the same zone, saves.
 */
async function save({ locals: { api, surface }, params, request, url }: RequestEvent) {
  const { tenantId } = params;
  const sent = await Sent.read('company', request);
  const now = await api.tenants.profile.query({ tenantId });
  const found = (name: string, code: (typed: string) => string | null, wrong: () => string) => {
    const value = code(sent.required(name));
    if (!value) sent.wrong(name, wrong());
    return value ?? '';
  };
  // who may not change the two has no fields for them
  const mayLocale = surface === 'console' || sent.text('timeZone') !== '' || sent.text('language') !== '';
  const edit = {
    version: Number(sent.text('version')),
    companyName: sent.required('companyName', 255),
    size: sent.oneOf('size', sizes),
    country: found('country', countryCode, m.refused_unknown_country),
    timeZone: mayLocale ? found('timeZone', zoneName, m.error_time_zone) : now.timeZone,
    language: mayLocale ? found('language', languageCode, m.refused_unknown_language) : now.language,
  };
  // who edits an older profile than the saved one is told that before anything else
  const isNews = edit.timeZone !== now.timeZone && edit.timeZone !== sent.text('seenZone');
  if (!sent.refused && isNews && edit.version === now.version) {
    const { failure, value } = await sent.attempt(() =>
      api.tenants.zoneEffect.query({ tenantId, timeZone: edit.timeZone }),
    );
    return failure ?? { ...sent.kept({ seenZone: edit.timeZone }), effect: value };
  }
  const { failure } = await sent.attempt(() => api.tenants.editProfile.mutate({ tenantId, ...edit }));
  if (failure) {
    const meanwhile = (await api.tenants.profile.query({ tenantId })).version !== edit.version;
    // looked at beside what the other one saved, it may be saved over that
    const values = { ...failure.data.values, ...(meanwhile && { version: '' }) };
    return fail(failure.status, { ...failure.data, values, meanwhile });
  }
  redirect(303, `${url.pathname}?done=company`);
}

export const companyActions = { save };
