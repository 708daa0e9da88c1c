import { getLocale } from '#locale';
import { m } from '#messages';
import type { Refusal } from '#lib/server/api';

/** Refusals with words of their own; for the others their kind says enough. */
const byCode: Record<string, () => string> = {
  already_active: m.refused_already_active,
  bad_credentials: m.refused_bad_credentials,
  below_consumed: m.refused_below_consumed,
  company_ambiguous: m.refused_company_ambiguous,
  company_required: m.refused_company_required,
  contract_ended: m.refused_contract_ended,
  contract_overlap: m.refused_contract_overlap,
  end_before_start: m.refused_end_before_start,
  end_too_early: m.refused_end_too_early,
  host_taken: m.refused_host_taken,
  idempotency_conflict: m.refused_idempotency_conflict,
  link_dead: m.refused_link_dead,
  managed_hosts_off: m.refused_managed_hosts_off,
  out_of_range: m.refused_out_of_range,
  password_changed_meanwhile: m.refused_password_changed_meanwhile,
  password_guessable: m.refused_password_guessable,
  password_long: m.refused_password_long,
  password_unchanged: m.refused_password_unchanged,
  password_short: m.refused_password_short,
  sign_in_throttled: m.refused_sign_in_throttled,
  slug_malformed: m.refused_slug_malformed,
  slug_reserved: m.refused_slug_reserved,
  slug_taken: m.refused_slug_taken,
  too_many_addresses: m.refused_too_many_addresses,
  unknown_country: m.refused_unknown_country,
  unknown_language: m.refused_unknown_language,
  unknown_zone: m.refused_unknown_zone,
  user_disabled: m.refused_user_disabled,
  wrong_password: m.refused_wrong_password,
};

const byKind: Record<string, () => string> = {
  forbidden: m.refused_forbidden,
  not_found: m.refused_not_found,
  conflict: m.refused_conflict,
  limit: m.refused_limit,
  too_many: m.refused_too_many,
  unavailable: m.refused_unavailable,
};

export function refusalText({ code, kind, message }: Refusal): string {
  const known = code ? byCode[code] : undefined;
  if (known) return known();
  // the API's sentence says more, but speaks English only
  if (getLocale() === 'en' && kind !== 'unavailable') return message;
  return (byKind[kind] ?? m.refused_invalid)();
}
