import { m } from '#messages';
import type { Named } from '#lib/names';

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
  'contract.created': m.did_contract_created,
  'contract.end_set': m.did_contract_end_set,
  'licences.refilled': m.did_licences_refilled,
  'licences.removed': m.did_licences_removed,
  'licences.expired': m.did_licences_expired,
  'licences.steps_reached': m.did_licences_steps_reached,
  'subscription.contacts_edited': m.did_subscription_contacts_edited,
  'operator.password_changed': m.did_operator_password_changed,
  'licences.refill_repeated': m.did_licences_refill_repeated,
  'licences.remove_repeated': m.did_licences_remove_repeated,
  'key.created': m.did_key_created,
  'key.revoked': m.did_key_revoked,
};

export function actionText(action: string): Named {
  const text = Object.hasOwn(texts, action) ? texts[action] : undefined;
  return text ? { text: text(), data: false } : { text: action, data: true };
}
