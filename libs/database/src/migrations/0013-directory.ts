import { ascii, id, unlessThere } from './types';
import type { Migration } from './types';

const key = (table: string, name: string, columns: string) =>
  unlessThere('statistics', table, name, `ALTER TABLE ${table} ADD KEY ${name} (${columns})`);

export const directory: Migration = {
  name: '0013-directory',
  statements: [
    `CREATE TABLE IF NOT EXISTS tenant_terms (
      term VARCHAR(64) NOT NULL,
      tenant_id ${id} NOT NULL,
      source_id ${id} NOT NULL,
      PRIMARY KEY (term, tenant_id, source_id),
      KEY tenant_terms_tenant (tenant_id, term),
      CONSTRAINT tenant_terms_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE CASCADE)`,
    `CREATE TABLE IF NOT EXISTS search_indexes (
      name ${ascii(32)} NOT NULL,
      version INT UNSIGNED NOT NULL DEFAULT 0,
      reached_id ${id} NULL,
      PRIMARY KEY (name))`,
    "INSERT IGNORE INTO search_indexes (name) VALUES ('tenants')",
    ...key('tenants', 'tenants_created', 'created_at, id'),
    ...key('tenants', 'tenants_country', 'country, id'),
    ...key('tenants', 'tenants_state', 'state, id'),
    ...key('users', 'users_role', 'tenant_id, role, id'),
    ...key('contracts', 'contracts_end', 'ends_at, id'),
    ...key('capability_states', 'capability_states_over', 'over_since, tenant_id'),
    ...unlessThere(
      'columns',
      'contract_counters',
      'used_permille',
      'ALTER TABLE contract_counters ADD COLUMN used_permille BIGINT NULL',
    ),
    `UPDATE contract_counters
     SET used_permille = IF(purchased > 0, consumed * 1000 DIV purchased, NULL)`,
    ...key('contract_counters', 'contract_counters_used', 'used_permille, contract_id'),
  ],
};
