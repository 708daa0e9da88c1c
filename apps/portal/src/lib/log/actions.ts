import { m } from '#messages';
import type { Named } from '#lib/names';

/** Done by operators and by tenants' people alike. */
const ofBoth = (action: string, text: () => string) => ({
  [`operator.${action}`]: text,
  [`user.${action}`]: text,
});

/** What was done, as a person says it. An action that is not listed is shown by its key. */
const texts: Record<string, () => string> = {
  'tenant.created': m.did_tenant_created,
  'tenant.create_repeated': m.did_tenant_create_repeated,
  'tenant.disabled': m.did_tenant_disabled,
  'tenant.enabled': m.did_tenant_enabled,
  'user.added': m.did_user_added,
  'user.activated': m.did_user_activated,
  'user.activation_resent': m.did_user_activation_resent,
  'user.password_changed': m.did_user_password_changed,
  'operator.created': m.did_operator_created,
  'sign_in.succeeded': m.did_sign_in_succeeded,
  'sign_in.failed': m.did_sign_in_failed,
  'sign_in.ended': m.did_sign_in_ended,
  'sign_in.others_ended': m.did_others_ended,
  'sign_in.reset_requested': m.did_reset_requested,
  'sign_in.second_factor_asked': m.did_second_factor_asked,
  'sign_in.token_reused': m.did_token_reused,
  ...ofBoth('email_change_requested', m.did_email_change_requested),
  ...ofBoth('email_changed', m.did_email_changed),
  ...ofBoth('password_reset', m.did_password_reset),
  ...ofBoth('profile_edited', m.did_profile_edited),
  ...ofBoth('proof_failed', m.did_proof_failed),
  ...ofBoth('recovery_codes_renewed', m.did_recovery_codes_renewed),
  ...ofBoth('second_factor_begun', m.did_second_factor_begun),
  ...ofBoth('second_factor_switched_off', m.did_second_factor_off),
  ...ofBoth('second_factor_switched_on', m.did_second_factor_on),
  'permissions.changed': m.did_permissions_changed,
  'permissions.chosen': m.did_permissions_chosen,
  'permissions.defaults_changed': m.did_permissions_defaults_changed,
  'role.added': m.did_role_added,
  'role.changed': m.did_role_changed,
  'role.removed': m.did_role_removed,
  'role.assigned': m.did_role_assigned,
  'contract.created': m.did_contract_created,
  'contract.end_set': m.did_contract_end_set,
  'licences.refilled': m.did_licences_refilled,
  'licences.removed': m.did_licences_removed,
  'licences.expired': m.did_licences_expired,
  'licences.steps_reached': m.did_licences_steps_reached,
  'licence.installed': m.did_licence_installed,
  'subscription.contacts_edited': m.did_subscription_contacts_edited,
  'operator.password_changed': m.did_operator_password_changed,
  'licences.refill_repeated': m.did_licences_refill_repeated,
  'licences.remove_repeated': m.did_licences_remove_repeated,
  'key.created': m.did_key_created,
  'key.revoked': m.did_key_revoked,
  'operator.invited': m.did_operator_invited,
  'operator.activated': m.did_operator_activated,
  'operator.invitation_resent': m.did_operator_invitation_resent,
  'operator.role_changed': m.did_operator_role_changed,
  'operator.disabled': m.did_operator_disabled,
  'operator.enabled': m.did_operator_enabled,
  'operator.removed': m.did_operator_removed,
  'operator.second_factor_reset': m.did_operator_second_factor_reset,
  'user.invited': m.did_user_invited,
  'user.role_changed': m.did_user_role_changed,
  'user.disabled': m.did_user_disabled,
  'user.enabled': m.did_user_enabled,
  'user.removed': m.did_user_removed,
  'user.second_factor_reset': m.did_user_second_factor_reset,
  'key.renamed': m.did_key_renamed,
  'key.rotated': m.did_key_rotated,
  'key.overlap_ended': m.did_key_overlap_ended,
};

export function actionText(action: string): Named {
  const text = Object.hasOwn(texts, action) ? texts[action] : undefined;
  return text ? { text: text(), data: false } : { text: action, data: true };
}
