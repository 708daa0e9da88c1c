import { ascii, id, instant } from './types';
import type { Migration } from './types';

export const tenants: Migration = {
  name: '0002-tenants',
  statements: [
    `CREATE TABLE IF NOT EXISTS tenants (
      id ${id} NOT NULL,
      slug ${ascii(63)} NOT NULL,
      company_name VARCHAR(255) NOT NULL,
      company_name_key VARCHAR(255) NOT NULL,
      size ${ascii(16)} NOT NULL,
      country ${ascii(2)} NOT NULL,
      time_zone ${ascii(64)} NOT NULL,
      language ${ascii(16)} NOT NULL,
      notification ${ascii(32)} NOT NULL,
      state ${ascii(16)} NOT NULL DEFAULT 'enabled',
      disabled_at ${instant} NULL,
      threshold_steps ${ascii(64)} NULL,
      created_at ${instant} NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      updated_at ${instant} NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      PRIMARY KEY (id),
      UNIQUE KEY tenants_slug (slug),
      KEY tenants_company_name (company_name_key, id))`,
    `CREATE TABLE IF NOT EXISTS tenant_hosts (
      host ${ascii(253)} NOT NULL,
      tenant_id ${id} NOT NULL,
      kind ${ascii(16)} NOT NULL,
      state ${ascii(16)} NOT NULL,
      created_at ${instant} NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      PRIMARY KEY (host),
      KEY tenant_hosts_tenant (tenant_id),
      CONSTRAINT tenant_hosts_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenants (id))`,
  ],
};
