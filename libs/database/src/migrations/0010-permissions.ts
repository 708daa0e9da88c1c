import { ascii, id, instant } from './types';
import type { Migration } from './types';

export const permissions: Migration = {
  name: '0010-permissions',
  statements: [
    `CREATE TABLE IF NOT EXISTS permission_profile (
      id TINYINT NOT NULL,
      version INT UNSIGNED NOT NULL,
      PRIMARY KEY (id))`,
    'INSERT IGNORE INTO permission_profile (id, version) VALUES (1, 0)',
    `CREATE TABLE IF NOT EXISTS permission_defaults (
      feature ${ascii(64)} NOT NULL,
      value TINYINT NULL,
      version INT UNSIGNED NOT NULL,
      PRIMARY KEY (feature))`,
    `CREATE TABLE IF NOT EXISTS tenant_permissions (
      tenant_id ${id} NOT NULL,
      catalogue_version INT UNSIGNED NOT NULL DEFAULT 1,
      version INT UNSIGNED NOT NULL DEFAULT 0,
      PRIMARY KEY (tenant_id),
      CONSTRAINT tenant_permissions_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenants (id))`,
    // Read by tenant on every miss of the memory, and by feature when a change of the profile is weighed.
    `CREATE TABLE IF NOT EXISTS tenant_features (
      tenant_id ${id} NOT NULL,
      feature ${ascii(64)} NOT NULL,
      value TINYINT NULL,
      version INT UNSIGNED NOT NULL,
      PRIMARY KEY (tenant_id, feature),
      KEY tenant_features_feature (feature, tenant_id),
      CONSTRAINT tenant_features_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenants (id))`,
    `CREATE TABLE IF NOT EXISTS tenant_roles (
      id ${id} NOT NULL,
      tenant_id ${id} NOT NULL,
      name VARCHAR(100) NOT NULL,
      name_key VARCHAR(100) NOT NULL,
      base ${ascii(16)} NOT NULL,
      features ${ascii(8_000)} NOT NULL,
      version INT UNSIGNED NOT NULL DEFAULT 1,
      created_at ${instant} NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      PRIMARY KEY (id),
      UNIQUE KEY tenant_roles_name (tenant_id, name_key),
      CONSTRAINT tenant_roles_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenants (id))`,
    `CREATE TABLE IF NOT EXISTS user_roles (
      user_id ${id} NOT NULL,
      tenant_id ${id} NOT NULL,
      role_id ${id} NOT NULL,
      PRIMARY KEY (user_id),
      KEY user_roles_tenant (tenant_id),
      KEY user_roles_role (role_id),
      CONSTRAINT user_roles_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
      CONSTRAINT user_roles_role_fk FOREIGN KEY (role_id) REFERENCES tenant_roles (id))`,
  ],
};
