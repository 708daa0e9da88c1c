import type { Who } from '@tenantry/kernel';

export type Principal =
  | { kind: 'anonymous' }
  | {
      kind: 'operator';
      id: string;
      name: string;
      role: 'admin' | 'support' | 'auditor';
      sessionId: string;
      /** The installation asks for a second factor and there is none yet: nothing is allowed but to set it up. */
      mustSetUpSecondFactor?: boolean;
    }
  | {
      kind: 'user';
      id: string;
      name: string;
      tenantId: string;
      role: 'admin' | 'supervisor' | 'agent' | 'member';
      sessionId: string;
      /** Signed in with a one-time password: nothing is allowed but to set one's own. */
      mustChangePassword: boolean;
    }
  | {
      kind: 'key';
      id: string;
      name: string;
      scopes: ReadonlySet<string>;
      /** The tenant of a tenant's key; null for a platform key. */
      tenantId: string | null;
      /** Whether the key may speak for this tenant. */
      covers(tenantId: string): boolean;
    };

/** What of licence ∧ tenant ∧ role says no; `parent` is a feature above that is off. */
export type FeatureRefusal = 'licence' | 'parent' | 'tenant' | 'role';

/** One HTTP request, as every procedure of its batch sees it. Data, and a few verbs the application lends. */
export interface Context extends Who {
  principal: Principal;
  /** Why the credentials that were sent are no good; every call of the request then fails with it. */
  refusal?: unknown;
  /** Host header as the browser sent it, port included; for the origin check. */
  rawHost: string | null;
  /** True when the request came through the portal server, whose word on host and address is trusted. */
  viaPortal: boolean;
  origin: string | null;
  fetchSite: string | null;
  tenantExists(tenantId: string): Promise<boolean>;
  /** Null when the user who calls may use this feature; else what stands in the way first. */
  permits(feature: string): Promise<FeatureRefusal | null>;
  /** How many log rows this call wrote; the mutation check reads it. */
  recorded: number;
}
