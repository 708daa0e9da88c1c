import { AsyncLocalStorage } from 'node:async_hooks';
import { baseLocale, isLocale, locales, overwriteGetLocale, type Locale } from '#locale';
import { acceptedLanguage } from '#lib/preferences';

const current = new AsyncLocalStorage<Locale>();

overwriteGetLocale(() => current.getStore() ?? baseLocale);

export const inLocale = <T>(locale: Locale, run: () => T): T => current.run(locale, run);

type Sources = { chosen?: string; person?: string; tenant?: string; accept: string | null };

/** What was chosen in this browser wins, then the person's language, the tenant's, the browser's, English. */
export function pickLocale({ chosen, person, tenant, accept }: Sources): Locale {
  for (const wish of [chosen, person, tenant]) if (wish && isLocale(wish)) return wish;
  const offered = locales.filter((locale) => !locale.includes('-'));
  return acceptedLanguage<Locale>(accept, offered) ?? baseLocale;
}
