import type { LayoutServerLoad } from './$types';
import { languages } from '#lib/preferences';
import { m } from '#messages';

export const load: LayoutServerLoad = ({ locals, url }) => {
  const { who, tenant, surface, locale, theme } = locals;
  return {
    surface,
    locale,
    theme,
    languages,
    path: url.pathname + url.search,
    now: new Date().toISOString(),
    zone: who?.timeZone ?? tenant?.timeZone ?? 'UTC',
    placeName:
      who?.tenant?.companyName ??
      tenant?.companyName ??
      (surface === 'console' ? m.console_name() : m.app_name()),
    who: who && {
      name: who.name,
      email: who.email,
      role: who.role,
      timeZone: who.timeZone,
      features: who.features,
    },
    /** An operator looks at this company; changes are switched off. */
    viewing: who?.viewing ? { ...who.viewing, operator: who.name } : null,
    licence: who?.licence ?? null,
    company: who?.tenant?.companyName ?? tenant?.companyName ?? null,
  };
};
