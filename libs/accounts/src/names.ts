import { identityKey, invalid } from '@tenantry/kernel';
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
