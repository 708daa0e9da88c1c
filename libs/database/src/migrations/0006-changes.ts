import { ascii, id, instant } from './types';
import type { Migration } from './types';

export const changes: Migration = {
  name: '0006-changes',
  statements: [
    // One row. Whoever appends holds it until the commit, so versions have no gaps and stand in commit order.
    `CREATE TABLE IF NOT EXISTS change_clock (
      id TINYINT NOT NULL,
      version BIGINT NOT NULL,
      forgotten BIGINT NOT NULL,
      PRIMARY KEY (id))`,
    'INSERT IGNORE INTO change_clock (id, version, forgotten) VALUES (1, 0, 0)',
    `CREATE TABLE IF NOT EXISTS changes (
      version BIGINT NOT NULL,
      topic ${ascii(20)} NOT NULL,
      tenant_id ${id} NULL,
      created_at ${instant} NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      PRIMARY KEY (version),
      KEY changes_created (created_at))`,
  ],
};
