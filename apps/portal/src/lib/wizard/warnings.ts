import { featureName } from '#lib/permissions/labels';
import { m } from '#messages';
import type { Review } from './draft';

type Warning = Review['warnings'][number];

const name = (key: unknown) => featureName(String(key));

const texts: Record<string, (warning: Warning) => string> = {
  company_name_twice: () => m.wizard_warn_company_name_twice(),
  password_unused: () => m.wizard_warn_password_unused(),
  no_host: () => m.wizard_warn_no_host(),
  not_licensed: ({ key, message }) => (key ? m.wizard_warn_not_licensed({ name: name(key) }) : message),
  parent_off: ({ key, parent, message }) =>
    key ? m.wizard_warn_parent_off({ name: name(key), parent: name(parent) }) : message,
  no_subscription: () => m.wizard_warn_no_subscription(),
  no_licences: () => m.wizard_warn_no_licences(),
  contract_over: () => m.wizard_warn_contract_over(),
};

/** One that is newer than this page is said as the API says it. */
export const warningText = (warning: Warning): string =>
  Object.hasOwn(texts, warning.code) ? texts[warning.code]!(warning) : warning.message;
