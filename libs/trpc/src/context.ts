import type { Actor, Who } from '@tenantry/kernel';

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
      /** An operator who looks at a tenant as its admins see it, while the tenant allows it; changes nothing. */
      kind: 'viewer';
      /** The operator's. */
      id: string;
      name: string;
      tenantId: string;
      sessionId: string;
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

/** As the log has it: who views a tenant is an operator all the same. */
export function actorOf(principal: Principal): Actor {
  if (principal.kind === 'anonymous') return { kind: 'anonymous', id: null, name: 'anonymous' };
  const kind = principal.kind === 'viewer' ? 'operator' : principal.kind;
  return { kind, id: principal.id, name: principal.name };
}

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
  /** Null when the user who calls, or the admins whose view a viewer has, may use this feature; else what stands in the way first. */
  permits(feature: string): Promise<FeatureRefusal | null>;
  /** How many log rows this call wrote; the mutation check reads it. */
  recorded: number;
}
