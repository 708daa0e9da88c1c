import { m } from '#messages';
import type { keyStates, KeyVerb, lifetimes, overlaps } from './keys';

const scopes: Record<string, { name: () => string; text: () => string }> = {
  'conversations:write': { name: m.scope_conversations_write, text: m.scope_conversations_write_text },
  'capabilities:consume': { name: m.scope_capabilities_consume, text: m.scope_capabilities_consume_text },
  'capabilities:read': { name: m.scope_capabilities_read, text: m.scope_capabilities_read_text },
  'permissions:read': { name: m.scope_permissions_read, text: m.scope_permissions_read_text },
  'tenants:create': { name: m.scope_tenants_create, text: m.scope_tenants_create_text },
};

/** A scope without words of its own is shown by its key. */
export const scopeName = (scope: string): string =>
  Object.hasOwn(scopes, scope) ? scopes[scope]!.name() : scope;
export const scopeText = (scope: string): string =>
  Object.hasOwn(scopes, scope) ? scopes[scope]!.text() : '';

export const keyStateName: Record<(typeof keyStates)[number], () => string> = {
  active: m.key_active,
  expiring: m.key_expiring,
  expired: m.key_expired,
  revoked: m.key_revoked,
};

export const keyVerbName: Record<KeyVerb, () => string> = {
  rename: m.key_rename,
  rotate: m.key_rotate,
  end: m.key_end_overlap,
  revoke: m.key_revoke,
};

export const lifetimeName: Record<(typeof lifetimes)[number], () => string> = {
  30: m.lifetime_30,
  90: m.lifetime_90,
  365: m.lifetime_365,
  never: m.lifetime_never,
  day: m.lifetime_day,
};

export const overlapName: Record<(typeof overlaps)[number], () => string> = {
  0: m.overlap_none,
  1: m.overlap_hour,
  24: m.overlap_day,
  168: m.overlap_week,
};
