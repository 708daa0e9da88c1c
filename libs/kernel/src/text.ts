import { invalid } from './errors';

/** The form under which a name is compared and searched: no case, no accents, single blanks. */
export const searchKey = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();

/** E-mail addresses and usernames are compared without case and in one Unicode form. */
export const identityKey = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

/** A name as people may give one: trimmed, in one Unicode form, on one line. */
export function nameOf(text: string, field: string, max: number): string {
  const name = text.normalize('NFC').trim();
  if (!name || name.length > max || /\p{Cc}/u.test(name))
    throw invalid(field, `This needs 1 to ${max} characters.`, 'name_malformed');
  return name;
}
