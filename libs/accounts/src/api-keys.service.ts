import { Injectable } from '@nestjs/common';
import type { Who } from '@tenantry/kernel';
import type { Principal } from '@tenantry/trpc';

export interface NewApiKey {
  name: string;
  scopes: string[];
  /** A tenant's own key; null for a platform key. */
  tenantId: string | null;
  /** For a platform key: every tenant, or those named. */
  allTenants?: boolean;
  tenantIds?: string[];
  expiresAt?: Date | null;
}

@Injectable()
export class ApiKeys {
  /** The secret is told once. */
  create(_input: NewApiKey, _who: Who): Promise<{ id: string; secret: string }> {
    throw new Error('not built');
  }

  /** Anonymous for a key that does not hold; throws `unavailable` when nobody can tell. */
  principalOf(_secret: string): Promise<Principal> {
    throw new Error('not built');
  }

  revoke(_tenantId: string | null, _id: string, _who: Who): Promise<void> {
    throw new Error('not built');
  }
}
