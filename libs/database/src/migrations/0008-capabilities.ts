import { ascii, id, instant } from './types';
import type { Migration } from './types';

const GIB = 1024 ** 3;

export const capabilities: Migration = {
  name: '0008-capabilities',
  statements: [
    `CREATE TABLE IF NOT EXISTS capability_defaults (
      capability ${ascii(40)} NOT NULL,
      quantity BIGINT UNSIGNED NULL,
      free_quantity BIGINT UNSIGNED NOT NULL DEFAULT 0,
      mode ${ascii(8)} NOT NULL DEFAULT 'hard',
      PRIMARY KEY (capability))`,
    `INSERT IGNORE INTO capability_defaults (capability, quantity, free_quantity) VALUES
      ('agents', 5, 0), ('disk', ${5 * GIB}, 0), ('widgets', 3, 0), ('channel_accounts', 10, 0),
      ('workflows', 20, 0), ('audio_video', 5, 0), ('canned_messages', 200, 0), ('ai_agents', 0, 0),
      ('dataset_files', 50, 0), ('dataset_urls', 50, 0), ('workflow_triggers', 0, 1000)`,
    `CREATE TABLE IF NOT EXISTS capability_states (
      tenant_id ${id} NOT NULL,
      capability ${ascii(40)} NOT NULL,
      own TINYINT NOT NULL DEFAULT 0,
      own_quantity BIGINT UNSIGNED NULL,
      own_mode ${ascii(8)} NULL,
      boosted TINYINT NOT NULL DEFAULT 0,
      used BIGINT UNSIGNED NOT NULL DEFAULT 0,
      reserved BIGINT UNSIGNED NOT NULL DEFAULT 0,
      period DATE NULL,
      over_since ${instant} NULL,
      would_refuse BIGINT UNSIGNED NOT NULL DEFAULT 0,
      next_step_at BIGINT NULL,
      allocated BIGINT UNSIGNED NOT NULL DEFAULT 0,
      PRIMARY KEY (tenant_id, capability),
      KEY capability_states_capability (capability, own),
      CONSTRAINT capability_states_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenants (id))`,
    `CREATE TABLE IF NOT EXISTS capability_boosts (
      id ${id} NOT NULL,
      tenant_id ${id} NOT NULL,
      capability ${ascii(40)} NOT NULL,
      quantity BIGINT UNSIGNED NOT NULL,
      starts_at ${instant} NOT NULL,
      ends_at ${instant} NOT NULL,
      reason VARCHAR(500) NOT NULL,
      created_by VARCHAR(255) NOT NULL,
      created_at ${instant} NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      settled_at ${instant} NULL,
      PRIMARY KEY (id),
      KEY capability_boosts_tenant (tenant_id, capability),
      KEY capability_boosts_due (settled_at, ends_at),
      CONSTRAINT capability_boosts_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenants (id))`,
  ],
};
