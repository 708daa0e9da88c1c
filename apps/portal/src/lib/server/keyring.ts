import type { KeysView, keyStates } from '#lib/keys/keys';
import type { Api } from '#lib/server/api';
import type { KeyRow } from '#lib/views';

type Scopes = Parameters<Api['keys']['create']['mutate']>[0]['scopes'];
export type NewKey = { name: string; scopes: string[]; expiresAt: string | null; tenants: 'all' | string[] };
export type KeyQuery = {
  search?: string;
  state?: (typeof keyStates)[number];
  cursor?: string;
  limit: number;
};

/** The platform's keys or one tenant's: two sets of procedures under one set of names. */
export interface Keyring {
  level: KeysView['level'];
  scopes(): Promise<string[]>;
  list(query: KeyQuery): Promise<{ items: KeyRow[]; next: string | null }>;
  create(key: NewKey): Promise<{ secret: string }>;
  rename(keyId: string, name: string): Promise<unknown>;
  rotate(keyId: string, replaces: string, overlapUntil: string | null): Promise<{ secret: string }>;
  endOverlap(keyId: string): Promise<unknown>;
  revoke(keyId: string): Promise<unknown>;
}

export const platformKeyring = ({ platformKeys: keys }: Api): Keyring => ({
  level: 'platform',
  scopes: () => keys.scopes.query(),
  list: (query) => keys.list.query(query),
  create: ({ scopes, ...key }) => keys.create.mutate({ ...key, scopes: scopes as Scopes }),
  rename: (keyId, name) => keys.rename.mutate({ keyId, name }),
  rotate: (keyId, replaces, overlapUntil) => keys.rotate.mutate({ keyId, replaces, overlapUntil }),
  endOverlap: (keyId) => keys.endOverlap.mutate({ keyId }),
  revoke: (keyId) => keys.revoke.mutate({ keyId }),
});

/** Operators name the tenant; its own people have theirs. */
export const tenantKeyring = ({ keys }: Api, tenantId?: string): Keyring => ({
  level: 'tenant',
  scopes: () => keys.scopes.query({ tenantId }),
  list: (query) => keys.list.query({ tenantId, ...query }),
  create: ({ name, scopes, expiresAt }) =>
    keys.create.mutate({ tenantId, name, expiresAt, scopes: scopes as Scopes }),
  rename: (keyId, name) => keys.rename.mutate({ tenantId, keyId, name }),
  rotate: (keyId, replaces, overlapUntil) => keys.rotate.mutate({ tenantId, keyId, replaces, overlapUntil }),
  endOverlap: (keyId) => keys.endOverlap.mutate({ tenantId, keyId }),
  revoke: (keyId) => keys.revoke.mutate({ tenantId, keyId }),
});
