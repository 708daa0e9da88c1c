import { m } from '#messages';
import type { StepName } from './steps';

const titles: Record<StepName, () => string> = {
  company: m.wizard_step_company,
  admin: m.wizard_step_admin,
  notification: m.wizard_step_notification,
  hosts: m.wizard_step_hosts,
  permissions: m.wizard_step_permissions,
  capabilities: m.wizard_step_capabilities,
  subscription: m.wizard_step_subscription,
  review: m.wizard_step_review,
};

export const stepTitle = (step: StepName): string => titles[step]();

const texts: Record<StepName, () => string> = {
  company: m.wizard_company_text,
  admin: m.tenant_admin_text,
  notification: m.wizard_notification_text,
  hosts: m.tenant_address_text,
  permissions: m.wizard_permissions_text,
  capabilities: m.wizard_capabilities_text,
  subscription: m.wizard_subscription_text,
  review: m.wizard_review_text,
};

/** What a step is there for. */
export const stepText = (step: StepName): string => texts[step]();
