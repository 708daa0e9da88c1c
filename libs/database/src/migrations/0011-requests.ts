import { ascii, id, instant } from './types';
import type { Migration } from './types';

export const requests: Migration = {
  name: '0011-requests',
  statements: [
    `CREATE TABLE IF NOT EXISTS requests (
      id ${id} NOT NULL,
      tenant_id ${id} NOT NULL,
      kind ${ascii(16)} NOT NULL,
      subject ${ascii(64)} NOT NULL,
      quantity BIGINT UNSIGNED NOT NULL,
      reason VARCHAR(500) NOT NULL,
      state ${ascii(16)} NOT NULL DEFAULT 'open',
      open_key ${ascii(81)} NULL,
      requested_by_id ${id} NOT NULL,
      requested_by VARCHAR(255) NOT NULL,
      granted BIGINT UNSIGNED NULL,
      note VARCHAR(500) NULL,
      decided_by VARCHAR(255) NULL,
      decided_at ${instant} NULL,
      created_at ${instant} NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      PRIMARY KEY (id),
      UNIQUE KEY requests_open (tenant_id, open_key),
      KEY requests_tenant (tenant_id, id),
      KEY requests_state (state, id),
      CONSTRAINT requests_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenants (id))`,
  ],
};
