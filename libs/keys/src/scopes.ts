/** Everything that a key can be allowed to do for a tenant; procedures for services name one of these. */
export const keyScopes = [
  'capabilities:consume',
  'capabilities:read',
  'conversations:write',
  'permissions:read',
] as const;

/** What the platform's own keys can be allowed besides. */
export const platformScopes = [...keyScopes, 'tenants:create'] as const;

/** `tenantId` is null for a key of the platform. */
export const isKeyScope = (text: string, tenantId: string | null): boolean =>
  ((tenantId === null ? platformScopes : keyScopes) as readonly string[]).includes(text);
