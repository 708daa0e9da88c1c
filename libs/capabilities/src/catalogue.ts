export type Kind = 'stock' | 'lease' | 'flow';
export type Unit =
  | 'agents'
  | 'bytes'
  | 'widgets'
  | 'accounts'
  | 'workflows'
  | 'sessions'
  | 'messages'
  | 'ai_agents'
  | 'files'
  | 'urls'
  | 'triggers';
export type Group = 'basic' | 'advanced' | 'add-on';

/** What happens at the limit: refuse; grant and tell; grant and only count what would have been refused. */
export const modes = ['hard', 'soft', 'observe'] as const;
export type Mode = (typeof modes)[number];

/** The pools of the system licence that capabilities take from. */
export type CapabilityPool = 'agents' | 'ai_agents' | 'ai_tenants' | 'workflow_triggers';

export interface Capability {
  kind: Kind;
  unit: Unit;
  group: Group;
  /** What a fresh installation starts with; capability_defaults holds what is in force. */
  quantity: number;
  /** Part of a flow that is taken from no pool. */
  free: number;
  /** Every unit of the limit is allocated from here; of a flow with a free part the extra units alone. */
  pool: CapabilityPool | null;
  /** Bounds how many tenants may have any. */
  tenantsPool: CapabilityPool | null;
  /** Who makes room when the tenant's own limit is reached. */
  raisedBy: 'operator' | 'request';
}

const GIB = 1024 ** 3;

const of = (kind: Kind, unit: Unit, group: Group, quantity: number, more: Partial<Capability> = {}) => ({
  kind,
  unit,
  group,
  quantity,
  free: 0,
  pool: null,
  tenantsPool: null,
  raisedBy: 'request' as const,
  ...more,
});

/** Every capability, in the order in which pages show them. */
export const catalogue = {
  agents: of('stock', 'agents', 'basic', 5, { pool: 'agents' }),
  disk: of('stock', 'bytes', 'basic', 5 * GIB, { raisedBy: 'operator' }),
  widgets: of('stock', 'widgets', 'advanced', 3),
  channel_accounts: of('stock', 'accounts', 'advanced', 10),
  workflows: of('stock', 'workflows', 'advanced', 20),
  audio_video: of('lease', 'sessions', 'advanced', 5),
  canned_messages: of('stock', 'messages', 'advanced', 200),
  ai_agents: of('stock', 'ai_agents', 'advanced', 0, { pool: 'ai_agents', tenantsPool: 'ai_tenants' }),
  dataset_files: of('stock', 'files', 'advanced', 50),
  dataset_urls: of('stock', 'urls', 'advanced', 50),
  workflow_triggers: of('flow', 'triggers', 'add-on', 0, { free: 1_000, pool: 'workflow_triggers' }),
} satisfies Record<string, Capability>;

export type CapabilityKey = keyof typeof catalogue;

export const capabilityKeys = Object.keys(catalogue) as CapabilityKey[];

export const isCapability = (key: string): key is CapabilityKey => Object.hasOwn(catalogue, key);

export const capability = (key: CapabilityKey): Capability => catalogue[key];
