import { Injectable } from '@nestjs/common';
import type { Who } from '@tenantry/kernel';
import type { Principal } from '@tenantry/trpc';

export interface SignInInput {
  login: string;
  password: string;
  /** Slug or company name; only the shared host asks for it. */
  company?: string;
}

export interface SignedIn {
  sessionToken: string;
  accessToken: string;
  accessExpiresAt: Date;
  expiresAt: Date;
  mustChangePassword: boolean;
}

@Injectable()
export class SignIns {
  signIn(_input: SignInInput, _who: Who): Promise<SignedIn> {
    throw new Error('not built');
  }

  /** Anonymous when the token or its session does not hold on this host; throws `unavailable` when nobody can tell. */
  principalOf(_accessToken: string, _host: string | null): Promise<Principal> {
    throw new Error('not built');
  }

  /** In the running transaction: sessions and links of a tenant that is being disabled are dead for good. */
  endAllOf(_tenantId: string): Promise<void> {
    throw new Error('not built');
  }
}
