/** What the name before the @ gives as a username, which has no @ and begins with a letter or digit. */
export const usernameFrom = (email: string): string =>
  (email.split('@')[0] ?? '')
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '.')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .slice(0, 100);
