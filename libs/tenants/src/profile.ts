import countries from 'i18n-iso-countries/index.js';
import { invalid, isZone } from '@tenantry/kernel';
import type { DomainError } from '@tenantry/kernel';
import { languages } from '@tenantry/mail';

/** Number of staff. */
export const companySizes = ['1-10', '11-50', '51-200', '201-500', '501-1000', '1001-5000', '5001+'] as const;

export const notifications = ['activation_link', 'login_information'] as const;

export interface Profile {
  companyName: string;
  size: string;
  country: string;
  timeZone: string;
  language: string;
}

/** Throws the first fault, naming its field. */
export function checkProfile(profile: Profile & { notification: string }): void {
  for (const fault of profileFaults(profile)) throw fault;
}

/** All that is wrong, each naming its field. */
export function* profileFaults(profile: Profile & { notification: string }): Generator<DomainError> {
  const { companyName, size, country, timeZone, language, notification } = profile;
  const name = companyName.trim();
  if (!name || name.length > 255 || /\p{Cc}/u.test(name))
    yield invalid('companyName', 'The company name has 1 to 255 characters.', 'malformed');
  if (!isOneOf(companySizes, size))
    yield invalid('size', 'This is not one of the company sizes.', 'unknown_size');
  if (!/^[A-Z]{2}$/.test(country) || !countries.isValid(country))
    yield invalid('country', 'This is not a country code of ISO 3166, such as DE.', 'unknown_country');
  if (!isZone(timeZone))
    yield invalid(
      'timeZone',
      'This is not a time zone of the IANA list, such as Europe/Berlin.',
      'unknown_zone',
    );
  if (!isOneOf(languages, language))
    yield invalid('language', 'Tenantry does not speak this language yet.', 'unknown_language');
  if (!isOneOf(notifications, notification))
    yield invalid('notification', 'This is not a way to notify the first admin.', 'unknown_notification');
}

const isOneOf = (list: readonly string[], value: string): boolean => list.includes(value);
