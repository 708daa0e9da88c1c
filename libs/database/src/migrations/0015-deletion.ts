import { ascii, id, instant, unlessThere } from './types';
import type { Migration } from './types';

export const deletion: Migration = {
  name: '0015-deletion',
  statements: [
    // In one statement, so that the last of them tells of all.
    ...unlessThere(
      'columns',
      'tenants',
      'purging_at',
      `ALTER TABLE tenants
        ADD COLUMN deleted_at ${instant} NULL,
        ADD COLUMN deleted_from ${ascii(16)} NULL,
        ADD COLUMN deleted_by ${id} NULL,
        ADD COLUMN purge_at ${instant} NULL,
        ADD COLUMN purging_at ${instant} NULL,
        ADD KEY tenants_deleted (deleted_at, id),
        ADD KEY tenants_purge (purge_at, id)`,
    ),
    `CREATE TABLE IF NOT EXISTS purges (
      tenant_id ${id} NOT NULL,
      tombstone_id ${id} NOT NULL,
      mode ${ascii(16)} NOT NULL,
      deleted_by ${id} NULL,
      deleted_at ${instant} NOT NULL,
      started_at ${instant} NOT NULL,
      last_log_mac BINARY(32) NULL,
      traces_at ${instant} NULL,
      counts LONGTEXT NOT NULL,
      PRIMARY KEY (tenant_id))`,
    // Outlives everything else of the tenant: no foreign key, and nothing in it but ids, numbers and times.
    `CREATE TABLE IF NOT EXISTS tombstones (
      id ${id} NOT NULL,
      tenant_id ${id} NOT NULL,
      purged_at ${instant} NOT NULL,
      document LONGTEXT NOT NULL,
      mac BINARY(32) NOT NULL,
      settle_at ${instant} NULL,
      PRIMARY KEY (id),
      UNIQUE KEY tombstones_tenant (tenant_id),
      KEY tombstones_settle (settle_at, id))`,
  ],
};
