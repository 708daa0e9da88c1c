import { formatMinutes } from '#lib/format';
import { getLocale } from '#locale';
import { m } from '#messages';
import type { Refusal } from '#lib/server/api';

/** Refusals with words of their own; for the others their kind says enough. */
const byCode: Record<string, () => string> = {
  already_active: m.refused_already_active,
  already_disabled: m.refused_already_disabled,
  already_enabled: m.refused_already_enabled,
  already_rotated: m.refused_already_rotated,
  bad_credentials: m.refused_bad_credentials,
  below_consumed: m.refused_below_consumed,
  challenge_dead: m.sign_in_late,
  company_ambiguous: m.refused_company_ambiguous,
  company_required: m.refused_company_required,
  contract_ended: m.refused_contract_ended,
  contract_overlap: m.refused_contract_overlap,
  email_invalid: m.error_email,
  email_taken: m.refused_email_taken,
  email_unchanged: m.refused_email_unchanged,
  end_before_start: m.refused_end_before_start,
  end_too_early: m.refused_end_too_early,
  expiry_out_of_range: m.refused_expiry_out_of_range,
  feature_off: m.refused_feature_off,
  host_taken: m.refused_host_taken,
  idempotency_conflict: m.refused_idempotency_conflict,
  key_expired: m.refused_key_expired,
  key_revoked: m.refused_key_revoked,
  last_admin: m.refused_last_admin,
  licence_altered: m.refused_licence_altered,
  licence_ended: m.refused_licence_ended,
  licence_expired: m.refused_licence_expired,
  licence_foreign: m.refused_licence_foreign,
  licence_in_force: m.refused_licence_in_force,
  licence_malformed: m.refused_licence_malformed,
  licence_not_as_shown: m.refused_licence_not_as_shown,
  licence_not_begun: m.refused_licence_not_begun,
  licence_older: m.refused_licence_older,
  licence_too_new: m.refused_licence_too_new,
  licence_untrusted: m.refused_licence_untrusted,
  link_dead: m.refused_link_dead,
  managed_hosts_off: m.refused_managed_hosts_off,
  must_set_up_second_factor: m.refused_must_set_up_second_factor,
  name_malformed: m.refused_name_malformed,
  no_overlap: m.refused_no_overlap,
  not_signed_in: m.refused_session_ended,
  nothing_changes: m.refused_nothing_changes,
  operator_disabled: m.refused_operator_disabled,
  out_of_range: m.refused_out_of_range,
  overlap_past: m.refused_overlap_past,
  overlap_too_long: m.refused_overlap_too_long,
  own_account: m.refused_own_account,
  own_role: m.refused_own_role,
  password_changed_meanwhile: m.refused_password_changed_meanwhile,
  password_common: m.refused_password_common,
  password_guessable: m.refused_password_guessable,
  password_long: m.refused_password_long,
  password_short: m.refused_password_short,
  password_unchanged: m.refused_password_unchanged,
  permissions_changed: m.refused_permissions_changed,
  role_changed: m.refused_role_changed,
  role_in_use: m.refused_role_in_use,
  role_name_taken: m.refused_role_name_taken,
  role_of_other_base: m.refused_role_of_other_base,
  role_unchanged: m.refused_role_unchanged,
  scope_unknown: m.refused_scope_unknown,
  scopes_missing: m.refused_scopes_missing,
  second_factor_off: m.refused_second_factor_off,
  second_factor_on: m.refused_second_factor_on,
  second_factor_required: m.refused_second_factor_required,
  session_ended: m.refused_session_ended,
  sign_in_throttled: m.refused_sign_in_throttled,
  slug_malformed: m.refused_slug_malformed,
  slug_reserved: m.refused_slug_reserved,
  slug_taken: m.refused_slug_taken,
  tenant_disabled: m.refused_tenant_disabled,
  tenants_malformed: m.refused_tenants_malformed,
  too_many_addresses: m.refused_too_many_addresses,
  too_many_roles: m.refused_too_many_roles,
  unknown_country: m.refused_unknown_country,
  unknown_language: m.refused_unknown_language,
  unknown_zone: m.refused_unknown_zone,
  user_disabled: m.refused_user_disabled,
  username_malformed: m.refused_username_malformed,
  username_taken: m.refused_username_taken,
  wrong_code: m.refused_wrong_code,
  wrong_password: m.refused_wrong_password,
  pool_used_up: m.refused_licence_used_up,
};

const byKind: Record<string, () => string> = {
  forbidden: m.refused_forbidden,
  not_found: m.refused_not_found,
  conflict: m.refused_conflict,
  limit: m.refused_limit,
  too_many: m.refused_too_many,
  unavailable: m.refused_unavailable,
};

export function refusalText({ code, kind, message, retryAfterSeconds }: Refusal): string {
  if (code === 'sign_in_throttled' && retryAfterSeconds)
    return m.refused_throttled_for({ duration: formatMinutes(Math.ceil(retryAfterSeconds / 60)) });
  const known = code ? byCode[code] : undefined;
  if (known) return known();
  // the API's sentence says more, but speaks English only
  if (getLocale() === 'en' && kind !== 'unavailable') return message;
  return (byKind[kind] ?? m.refused_invalid)();
}
