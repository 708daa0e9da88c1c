import { ascii, id, instant, unlessThere } from './types';
import type { Migration } from './types';

const column = (name: string, type: string) =>
  unlessThere('columns', 'tenants', name, `ALTER TABLE tenants ADD COLUMN ${name} ${type}`);

export const life: Migration = {
  name: '0018-life',
  statements: [
    `CREATE TABLE IF NOT EXISTS tenant_zones (
      tenant_id ${id} NOT NULL,
      starts_at ${instant} NOT NULL,
      day DATE NOT NULL,
      time_zone ${ascii(64)} NOT NULL,
      PRIMARY KEY (tenant_id, starts_at),
      CONSTRAINT tenant_zones_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE CASCADE)`,
    ...column('version', 'INT UNSIGNED NOT NULL DEFAULT 1'),
    ...column('zone_from', `${instant} NULL`),
    ...column('zone_before', `${ascii(64)} NULL`),
  ],
};
