import type { KeyRow } from '#lib/views';

export const keyStates = ['active', 'expiring', 'expired', 'revoked'] as const;

/** How long a new key lasts: a number of days, for ever, or to a day that is chosen. */
export const lifetimes = ['30', '90', '365', 'never', 'day'] as const;

/** How long the replaced secret goes on working, in hours. */
export const overlaps = ['0', '1', '24', '168'] as const;

export type KeysView = {
  /** Platform keys speak for all tenants or for some, a tenant's for itself. */
  level: 'platform' | 'tenant';
  items: KeyRow[];
  next: string | null;
  filter: { search: string; state: string };
  scopes: string[];
  mayChange: boolean;
};

export type KeyVerb = 'rename' | 'rotate' | 'end' | 'revoke';

export function keyVerbs(
  { state, overlaps }: Pick<KeyRow, 'state' | 'overlaps'>,
  mayChange: boolean,
): KeyVerb[] {
  if (!mayChange || state === 'revoked') return [];
  if (state === 'expired') return ['rename', 'revoke'];
  return ['rename', 'rotate', ...(overlaps.length > 0 ? (['end'] as const) : []), 'revoke'];
}

/** Short names of tenants as people separate them. */
export const splitSlugs = (text: string): string[] =>
  [...new Set(text.toLowerCase().split(/[\s,;]+/))].filter(Boolean);
