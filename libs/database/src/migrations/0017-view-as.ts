import { ascii, id, instant } from './types';
import type { Migration } from './types';

export const viewAs: Migration = {
  name: '0017-view-as',
  statements: [
    `CREATE TABLE IF NOT EXISTS support_access (
      tenant_id ${id} NOT NULL,
      ends_at ${instant} NOT NULL,
      allowed_by_id ${id} NOT NULL,
      allowed_by VARCHAR(255) NOT NULL,
      allowed_at ${instant} NOT NULL,
      PRIMARY KEY (tenant_id),
      CONSTRAINT support_access_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenants (id))`,
    `CREATE TABLE IF NOT EXISTS support_views (
      id ${id} NOT NULL,
      tenant_id ${id} NOT NULL,
      operator_id ${id} NOT NULL,
      operator_name VARCHAR(255) NOT NULL,
      console_session_id ${id} NOT NULL,
      host ${ascii(253)} NOT NULL,
      reason VARCHAR(500) NOT NULL,
      created_at ${instant} NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      begun_at ${instant} NULL,
      ended_at ${instant} NULL,
      ended_how ${ascii(16)} NULL,
      PRIMARY KEY (id),
      KEY support_views_tenant (tenant_id, id),
      KEY support_views_open (ended_at, begun_at),
      CONSTRAINT support_views_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenants (id))`,
  ],
};
