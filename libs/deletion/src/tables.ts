/** What people call the rows of a table when they are told what goes. */
export const groups = [
  'company',
  'people',
  'access',
  'conversations',
  'subscription',
  'capabilities',
  'permissions',
  'mail',
  'log',
] as const;
export type Group = (typeof groups)[number];

export interface TenantTable {
  table: string;
  group: Group;
  /** For tables without the tenant's id: the row it hangs on, by the table's own column. */
  of?: { table: string; by: string };
}

const all = (group: Group, ...tables: string[]): TenantTable[] => tables.map((table) => ({ table, group }));

/**
 * THE list: every table with rows of tenants, in the order in which a purge empties it, what hangs on something
 * before what it hangs on. Rows are found by `tenant_id`, with which an index must begin. A table that is new stands
 * here from its first day on: a spec compares the list with the schema.
 */
export const tenantTables: readonly TenantTable[] = [
  { table: 'sign_in_successions', group: 'access', of: { table: 'sign_in_sessions', by: 'session_id' } },
  ...all('access', 'sign_in_sessions', 'one_time_tokens', 'recovery_codes', 'second_factors'),
  { table: 'api_key_secrets', group: 'access', of: { table: 'api_keys', by: 'key_id' } },
  ...all('access', 'api_key_tenants', 'api_keys', 'support_views', 'support_access'),
  ...all('conversations', 'conversations', 'conversation_joins', 'conversation_ids'),
  ...all('conversations', 'sessions', 'session_chains', 'people'),
  ...all('subscription', 'requests', 'threshold_steps', 'threshold_claims', 'ledger_due', 'ledger_entries'),
  ...all('subscription', 'contract_counters', 'contracts', 'subscription_contacts'),
  ...all('capabilities', 'quota_keys', 'quota_reservations', 'quota_leases', 'quota_periods'),
  ...all('permissions', 'user_roles', 'tenant_roles', 'tenant_features', 'tenant_permissions'),
  ...all('people', 'users'),
  ...all('company', 'exports', 'tenant_hosts', 'tenant_terms', 'tenant_zones', 'tenant_origins'),
  ...all('mail', 'outbox'),
  ...all('log', 'operation_log'),
];

/** Go in the last transaction, with the tenant's own row: licences are given back by what stands in them. */
export const lastTables: readonly TenantTable[] = [
  ...all('capabilities', 'capability_boosts', 'capability_states'),
  ...all('company', 'tenants'),
];

/** With a column `tenant_id` and yet not in the list: what a purge keeps its own books in, and what it leaves. */
export const keptTables = ['changes', 'purges', 'tombstones'];
