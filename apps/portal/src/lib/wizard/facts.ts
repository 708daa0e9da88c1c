import { capabilityName, limitAmount, modeNames } from '#lib/capabilities/names';
import { countryName, formatInstant, formatMinutes, formatNumber, languageName } from '#lib/format';
import { featureName } from '#lib/permissions/labels';
import { unitOf } from '#lib/requests/names';
import { sizeText } from '#lib/sizes';
import { m } from '#messages';
import type { DraftValues } from './draft';
import type { FilledStep } from './steps';

/** One thing that was chosen, as a person reads it. */
export type Fact = {
  key: string;
  label: string;
  text: string;
  /** Somebody's words, in no language of ours. */
  data?: boolean;
};

/** A day of the calendar as it is read; one that is none stays as it was typed. */
const day = (text: string) =>
  Number.isNaN(Date.parse(`${text}T00:00:00Z`))
    ? text
    : formatInstant(`${text}T00:00:00Z`, 'UTC', { dateOnly: true });

const known = (name: (code: string) => string, code: string) => (code ? name(code) : '');

const readers: { [Step in FilledStep]: (values: NonNullable<DraftValues[Step]>) => Fact[] } = {
  company: (company) => [
    { key: 'companyName', label: m.field_company_name(), text: company.companyName, data: true },
    { key: 'slug', label: m.field_slug(), text: company.slug ?? '', data: true },
    { key: 'size', label: m.field_size(), text: company.size && sizeText(company.size), data: true },
    { key: 'country', label: m.field_country(), text: known(countryName, company.country), data: true },
    { key: 'timeZone', label: m.field_time_zone(), text: company.timeZone, data: true },
    { key: 'language', label: m.field_language(), text: known(languageName, company.language), data: true },
  ],
  admin: (admin) => [
    {
      key: 'name',
      label: m.wizard_admin_name(),
      text: `${admin.firstName} ${admin.lastName}`.trim(),
      data: true,
    },
    { key: 'username', label: m.field_username(), text: admin.username, data: true },
    { key: 'email', label: m.field_email(), text: admin.email, data: true },
    {
      key: 'password',
      label: m.password_first_title(),
      text: admin.passwordSet ? m.wizard_password_typed() : m.wizard_password_generated(),
    },
  ],
  notification: ({ notification }) => [
    {
      key: 'notification',
      label: m.notification_title(),
      text: notification === 'login_information' ? m.notification_login() : m.notification_link(),
    },
  ],
  hosts: ({ managedHost }) => [
    {
      key: 'managedHost',
      label: m.wizard_own_address(),
      text: managedHost ? m.wizard_yes() : m.wizard_no(),
    },
  ],
  permissions: ({ changes }) =>
    changes.map(({ key, value }) => ({
      key,
      label: featureName(key),
      text: value ? m.permission_on() : m.permission_off(),
    })),
  capabilities: ({ changes }) =>
    changes.map(({ key, quantity, mode }) => ({
      key,
      label: capabilityName(key),
      text: [
        quantity === 'default' ? m.wizard_default() : limitAmount(quantity, unitOf(key)),
        ...(mode ? [m.limits_preview_mode({ mode: modeNames[mode]() })] : []),
      ].join(' · '),
    })),
  subscription: (wish) =>
    'none' in wish
      ? [{ key: 'none', label: m.wizard_step_subscription(), text: m.wizard_subscription_none() }]
      : [
          { key: 'type', label: m.wizard_licence_type(), text: m.wizard_type_session() },
          {
            key: 'sessionDuration',
            label: m.wizard_session_length(),
            text: formatMinutes(wish.sessionDuration),
          },
          { key: 'startsAt', label: m.contract_first_day(), text: day(wish.startsAt), data: true },
          {
            key: 'endsAt',
            label: m.contract_last_day(),
            text: wish.endsAt ? day(wish.endsAt) : m.wizard_no_end(),
          },
          { key: 'licences', label: m.wizard_first_licences(), text: formatNumber(wish.licences) },
        ],
};

/** What was chosen in one step; nothing where it was not filled in yet. */
export function factsOf<Step extends FilledStep>(step: Step, values: DraftValues): Fact[] {
  const own = values[step];
  return own ? readers[step](own as NonNullable<DraftValues[Step]>) : [];
}
