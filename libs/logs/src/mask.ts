const secret = /pass(word|phrase)?|secret|token|hash|recovery|authorization|cookie|apikey/i;
const harmless = /^(mustChangePassword|passwordExpiresAt)$/;

/** JSON text of a log state with the values of secret-looking names replaced. Undefined stays null. */
export function maskedJson(state: Record<string, unknown> | undefined): string | null {
  if (!state) return null;
  return JSON.stringify(state, (key, value: unknown) =>
    secret.test(key) && !harmless.test(key) && value !== null && value !== undefined ? '•••' : value,
  );
}
