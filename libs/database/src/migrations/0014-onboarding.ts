import { ascii, id, instant } from './types';
import type { Migration } from './types';

export const onboarding: Migration = {
  name: '0014-onboarding',
  statements: [
    `CREATE TABLE IF NOT EXISTS tenant_templates (
      id ${id} NOT NULL,
      name VARCHAR(100) NOT NULL,
      name_key VARCHAR(255) NOT NULL,
      choices LONGTEXT NOT NULL,
      created_by VARCHAR(255) NOT NULL,
      created_at ${instant} NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      updated_at ${instant} NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      PRIMARY KEY (id),
      UNIQUE KEY tenant_templates_name (name_key))`,
    `CREATE TABLE IF NOT EXISTS tenant_origins (
      tenant_id ${id} NOT NULL,
      kind ${ascii(16)} NOT NULL,
      source_tenant_id ${id} NULL,
      template_name VARCHAR(100) NULL,
      choices LONGTEXT NOT NULL,
      created_at ${instant} NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      PRIMARY KEY (tenant_id),
      KEY tenant_origins_source (source_tenant_id),
      CONSTRAINT tenant_origins_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE CASCADE,
      CONSTRAINT tenant_origins_source_fk FOREIGN KEY (source_tenant_id) REFERENCES tenants (id) ON DELETE SET NULL)`,
    `CREATE TABLE IF NOT EXISTS drafts (
      id ${id} NOT NULL,
      operator_id ${id} NOT NULL,
      version INT UNSIGNED NOT NULL DEFAULT 1,
      source_tenant_id ${id} NULL,
      content LONGTEXT NOT NULL,
      sealed_password VARBINARY(1200) NULL,
      created_at ${instant} NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      updated_at ${instant} NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      PRIMARY KEY (id),
      KEY drafts_operator (operator_id, updated_at, id),
      KEY drafts_updated (updated_at, id),
      KEY drafts_source (source_tenant_id),
      CONSTRAINT drafts_source_fk FOREIGN KEY (source_tenant_id) REFERENCES tenants (id) ON DELETE SET NULL)`,
  ],
};
