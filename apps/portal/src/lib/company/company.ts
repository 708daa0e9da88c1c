import type { FormResult } from '#lib/forms';
import type { Views } from '#lib/views';

type Option = { value: string; label: string };

export type ZoneEffect = Views['tenants']['zoneEffect'];

export type CompanyView = {
  profile: Views['tenants']['profile'];
  choices: { countries: Option[]; zones: Option[]; languages: Option[] };
  mayChange: boolean;
  /** Language and zone may be kept from a tenant while the rest is its own to edit. */
  mayLocale: boolean;
};

export type CompanyResult = FormResult & {
  effect?: ZoneEffect;
  /** Somebody else has saved the profile since it was shown. */
  meanwhile?: boolean;
};
