import { ascii, id, instant } from './types';
import type { Migration } from './types';

export const quotas: Migration = {
  name: '0009-quotas',
  statements: [
    `CREATE TABLE IF NOT EXISTS quota_keys (
      tenant_id ${id} NOT NULL,
      idempotency_key ${ascii(100)} NOT NULL,
      request ${ascii(120)} NOT NULL,
      outcome ${ascii(500)} NOT NULL,
      created_at ${instant} NOT NULL,
      PRIMARY KEY (tenant_id, idempotency_key),
      KEY quota_keys_created (created_at))`,
    `CREATE TABLE IF NOT EXISTS quota_reservations (
      id ${id} NOT NULL,
      tenant_id ${id} NOT NULL,
      capability ${ascii(40)} NOT NULL,
      quantity BIGINT UNSIGNED NOT NULL,
      state ${ascii(10)} NOT NULL DEFAULT 'open',
      committed BIGINT UNSIGNED NULL,
      expires_at ${instant} NOT NULL,
      PRIMARY KEY (id),
      KEY quota_reservations_counter (tenant_id, capability, state, expires_at),
      KEY quota_reservations_due (state, expires_at))`,
    `CREATE TABLE IF NOT EXISTS quota_leases (
      id ${id} NOT NULL,
      tenant_id ${id} NOT NULL,
      capability ${ascii(40)} NOT NULL,
      ended TINYINT NOT NULL DEFAULT 0,
      expires_at ${instant} NOT NULL,
      PRIMARY KEY (id),
      KEY quota_leases_counter (tenant_id, capability, ended, expires_at),
      KEY quota_leases_due (ended, expires_at))`,
    `CREATE TABLE IF NOT EXISTS quota_periods (
      tenant_id ${id} NOT NULL,
      capability ${ascii(40)} NOT NULL,
      period DATE NOT NULL,
      used BIGINT UNSIGNED NOT NULL,
      PRIMARY KEY (tenant_id, capability, period))`,
    // Supervisors and agents who are there already hold a unit each, as those invited from now on do.
    `INSERT INTO capability_states (tenant_id, capability, used, allocated, over_since)
     SELECT u.tenant_id, 'agents', COUNT(*), COALESCE(d.quantity, 1000000000000),
       IF(COUNT(*) > d.quantity, CURRENT_TIMESTAMP(3), NULL)
     FROM users u JOIN capability_defaults d ON d.capability = 'agents'
     WHERE u.role IN ('supervisor', 'agent') GROUP BY u.tenant_id, d.quantity
     ON DUPLICATE KEY UPDATE used = VALUES(used)`,
  ],
};
