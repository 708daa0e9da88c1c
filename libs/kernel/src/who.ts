export type ActorKind = 'operator' | 'user' | 'key' | 'system' | 'anonymous';

export interface Actor {
  kind: ActorKind;
  id: string | null;
  name: string;
}

/** What an operation-log row says beyond who and when. Secrets in `before` and `after` are masked on writing. */
export interface LogEntry {
  /** Whose log; the tenant of the request unless told otherwise, the platform's own when null. */
  tenantId?: string | null;
  /** Group that people filter by. */
  type:
    'tenant' | 'user' | 'sign_in' | 'subscription' | 'settings' | 'export' | 'key' | 'permission' | 'system';
  /** Verb in the past, for example `tenant.disabled`. */
  action: string;
  target?: { kind: string; id: string; name?: string };
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
  /** The company that an operator looks at as its admins see it. */
  onBehalfOf?: string;
  /** Replaces the request's actor where it is known only now, as at sign-in. */
  actor?: Actor;
}

/** Who asks, from where, on which host; handed to every service that changes something. */
export interface Who {
  actor: Actor;
  tenantId: string | null;
  host: string | null;
  ip: string | null;
  userAgent: string | null;
  requestId: string;
  /** Writes one operation-log row in the running transaction. */
  record(entry: LogEntry): Promise<void>;
}
