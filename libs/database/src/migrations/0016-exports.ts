import { ascii, id, instant, unlessThere } from './types';
import type { Migration } from './types';

export const exports: Migration = {
  name: '0016-exports',
  statements: [
    // `running` is 1 until the export has ended and null from then on, so that its key holds one a tenant.
    `CREATE TABLE IF NOT EXISTS exports (
      id ${id} NOT NULL,
      tenant_id ${id} NOT NULL,
      state ${ascii(16)} NOT NULL DEFAULT 'queued',
      running TINYINT NULL DEFAULT 1,
      begun_by_kind ${ascii(16)} NOT NULL,
      begun_by_id ${id} NULL,
      begun_by VARCHAR(255) NOT NULL,
      fence INT UNSIGNED NOT NULL DEFAULT 0,
      attempts INT UNSIGNED NOT NULL DEFAULT 0,
      lease_until ${instant} NULL,
      part ${ascii(32)} NULL,
      parts_done INT UNSIGNED NOT NULL DEFAULT 0,
      parts INT UNSIGNED NOT NULL,
      rows_done BIGINT NOT NULL DEFAULT 0,
      rows_expected BIGINT NULL,
      bytes BIGINT NULL,
      checksum BINARY(32) NULL,
      created_at ${instant} NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      ended_at ${instant} NULL,
      expires_at ${instant} NOT NULL,
      PRIMARY KEY (id),
      UNIQUE KEY exports_running (tenant_id, running),
      KEY exports_tenant (tenant_id, id),
      KEY exports_due (running, lease_until),
      KEY exports_expiry (expires_at),
      CONSTRAINT exports_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenants (id))`,
    // What processes remember of people from before an erasure is known by it and not believed.
    ...unlessThere(
      'columns',
      'tenants',
      'people_erased',
      'ALTER TABLE tenants ADD COLUMN people_erased INT UNSIGNED NOT NULL DEFAULT 0',
    ),
  ],
};
