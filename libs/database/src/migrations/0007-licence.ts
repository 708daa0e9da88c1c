import { ascii, id, instant } from './types';
import type { Migration } from './types';

export const licence: Migration = {
  name: '0007-licence',
  statements: [
    `CREATE TABLE IF NOT EXISTS licences (
      id ${id} NOT NULL,
      document_id ${ascii(64)} NOT NULL,
      version INT UNSIGNED NOT NULL,
      document LONGTEXT NOT NULL,
      issued_at ${instant} NOT NULL,
      installed_at ${instant} NOT NULL,
      installed_by VARCHAR(255) NOT NULL,
      PRIMARY KEY (id),
      UNIQUE KEY licences_version (document_id, version))`,
    `CREATE TABLE IF NOT EXISTS licence_pools (
      pool ${ascii(32)} NOT NULL,
      allocated BIGINT NOT NULL DEFAULT 0,
      licence_id ${id} NULL,
      PRIMARY KEY (pool),
      CONSTRAINT licence_pools_licence_fk FOREIGN KEY (licence_id) REFERENCES licences (id))`,
    // What every tenant has by default until somebody gives it a limit of its own.
    `INSERT IGNORE INTO licence_pools (pool, allocated)
      SELECT 'agents', 5 * COUNT(*) FROM tenants
      UNION ALL SELECT 'tenants', COUNT(*) FROM tenants
      UNION ALL SELECT 'ai_agents', 0
      UNION ALL SELECT 'ai_tenants', 0
      UNION ALL SELECT 'workflow_triggers', 0`,
  ],
};
