import { redirect } from '@sveltejs/kit';
import { countryName, languageName } from '#lib/format';
import { m } from '#messages';
import { sizes } from '#lib/sizes';
import { config } from '#lib/server/config';
import { countries, countryCode, languageCode, systemLanguages, zoneName, zones } from '#lib/server/choices';
import { Sent } from '#lib/server/forms';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => ({
  // sent back with the form: however often it arrives, one tenant is made
  idempotencyKey: crypto.randomUUID(),
  countries: countries(),
  zones: zones(),
  systemLanguages: systemLanguages(),
  hostPattern: config.managedHosts,
  usual: {
    timeZone: locals.who!.timeZone,
    language: languageName('en'),
    country: usualCountry(locals.locale),
  },
});

/** Only a starting point: the region most likely for the operator's language. */
function usualCountry(locale: string): string {
  const region = new Intl.Locale(locale).maximize().region;
  return region ? countryName(region) : '';
}

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const sent = await Sent.read('create-tenant', request);
    const one = (name: string, find: (typed: string) => string | null, wrong: string) => {
      const typed = sent.required(name);
      const found = typed ? find(typed) : null;
      if (typed && !found) sent.wrong(name, wrong);
      return found ?? '';
    };
    const notification =
      sent.text('notification') === 'login_information' ? 'login_information' : 'activation_link';
    const typesPassword = notification === 'login_information' && sent.text('passwordFrom') === 'typed';
    const input = {
      idempotencyKey: sent.text('idempotencyKey'),
      companyName: sent.required('companyName'),
      slug: sent.text('slug').toLowerCase() || undefined,
      size: sizes.find((size) => size === sent.text('size')) ?? sizes[0],
      country: one('country', countryCode, m.error_country()),
      timeZone: one('timeZone', zoneName, m.error_time_zone()),
      language: one('language', languageCode, m.error_language()),
      notification,
      managedHost: sent.is('managedHost'),
      admin: {
        firstName: sent.required('admin.firstName', 100),
        lastName: sent.required('admin.lastName', 100),
        username: sent.required('admin.username', 100),
        email: sent.email('admin.email'),
        password: typesPassword ? sent.newPassword('admin.password') : undefined,
      },
    } as const;
    const { value, failure } = await sent.attempt(() => locals.api.tenants.register.mutate(input));
    if (!value) return failure;
    redirect(303, `/tenants/${value.tenantId}?done=created`);
  },
};
