/** Everything that a key can be allowed to do; procedures for services name one of these. */
export const keyScopes = [
  'capabilities:consume',
  'capabilities:read',
  'conversations:write',
  'permissions:read',
] as const;

export type KeyScope = (typeof keyScopes)[number];

export const isKeyScope = (text: string): text is KeyScope => (keyScopes as readonly string[]).includes(text);
