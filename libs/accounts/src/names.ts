import { DomainError, identityKey, invalid, isZone, searchKey } from '@tenantry/kernel';
import { languages } from '@tenantry/mail';
import { emailInput } from '@tenantry/trpc';

const usernameShape = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*$/u;

/** Never with an @, so that a login is either a username or an address and one word cannot mean two people. */
export function usernameOf(text: string): string {
  const username = text.normalize('NFC').trim();
  if (!usernameShape.test(username) || username.length > 100 || identityKey(username).length > 100)
    throw invalid(
      'username',
      'A username has 1 to 100 letters, digits, dots, hyphens and underscores, and begins with a letter or digit.',
      'username_malformed',
    );
  return username;
}

export function emailOf(text: string): string {
  const { success, data } = emailInput.safeParse(text);
  if (!success) throw invalid('email', 'Not an e-mail address.', 'email_invalid');
  return data;
}

/** What a list finds somebody by. Decomposition can lengthen it. */
export const peopleKey = (...words: string[]): string => searchKey(words.join(' ')).slice(0, 600);

export function languageOf(language: string): string {
  if (!(languages as readonly string[]).includes(language))
    throw invalid('language', 'Tenantry does not speak this language yet.', 'unknown_language');
  return language;
}

export function zoneOf(timeZone: string): string {
  if (!isZone(timeZone))
    throw invalid(
      'timeZone',
      'This is not a time zone of the IANA list, such as Europe/Berlin.',
      'unknown_zone',
    );
  return timeZone;
}

export const linkDead = () =>
  new DomainError('not_found', 'This link works no longer. Ask for a new one.', { code: 'link_dead' });
