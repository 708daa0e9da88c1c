import { ascii, id, instant } from './types';
import type { Migration } from './types';

/** Months from 2026 on; before that whole years, which only imports of old records ever reach. */
function partitions(): string {
  const bounds: string[] = [];
  for (let year = 2016; year <= 2026; year++) bounds.push(`${year}-01-01`);
  for (let year = 2026; year <= 2028; year++)
    for (let month = year === 2026 ? 2 : 1; month <= 12; month++)
      bounds.push(`${year}-${String(month).padStart(2, '0')}-01`);
  const named = bounds.map((day) => `PARTITION p${day.replaceAll('-', '')} VALUES LESS THAN ('${day}')`);
  return [...named, 'PARTITION pmax VALUES LESS THAN (MAXVALUE)'].join(', ');
}

export const subscriptions: Migration = {
  name: '0004-subscriptions',
  statements: [
    `CREATE TABLE IF NOT EXISTS contracts (
      id ${id} NOT NULL,
      tenant_id ${id} NOT NULL,
      type ${ascii(16)} NOT NULL,
      session_minutes INT UNSIGNED NULL,
      starts_at ${instant} NOT NULL,
      ends_at ${instant} NULL,
      created_at ${instant} NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      PRIMARY KEY (id),
      KEY contracts_tenant (tenant_id, starts_at),
      CONSTRAINT contracts_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenants (id))`,
    `CREATE TABLE IF NOT EXISTS contract_counters (
      contract_id ${id} NOT NULL,
      tenant_id ${id} NOT NULL,
      purchased BIGINT NOT NULL DEFAULT 0,
      consumed BIGINT NOT NULL DEFAULT 0,
      next_step_at BIGINT NULL,
      PRIMARY KEY (contract_id),
      KEY contract_counters_tenant (tenant_id),
      CONSTRAINT contract_counters_contract_fk FOREIGN KEY (contract_id) REFERENCES contracts (id))`,
    `CREATE TABLE IF NOT EXISTS ledger_entries (
      id ${id} NOT NULL,
      tenant_id ${id} NOT NULL,
      contract_id ${id} NOT NULL,
      kind ${ascii(16)} NOT NULL,
      quantity BIGINT NOT NULL,
      reason VARCHAR(500) NOT NULL,
      reference VARCHAR(100) NULL,
      requested_by VARCHAR(255) NULL,
      lot_id ${id} NULL,
      valid_from ${instant} NOT NULL,
      valid_to ${instant} NULL,
      begun_at ${instant} NULL,
      consumed_then BIGINT NULL,
      recorded_by VARCHAR(255) NOT NULL,
      created_at ${instant} NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      PRIMARY KEY (id),
      KEY ledger_entries_contract (contract_id, id),
      KEY ledger_entries_tenant (tenant_id, id),
      CONSTRAINT ledger_entries_contract_fk FOREIGN KEY (contract_id) REFERENCES contracts (id))`,
    `CREATE TABLE IF NOT EXISTS ledger_due (
      due_at ${instant} NOT NULL,
      entry_id ${id} NOT NULL,
      event ${ascii(8)} NOT NULL,
      tenant_id ${id} NOT NULL,
      PRIMARY KEY (due_at, entry_id, event),
      KEY ledger_due_tenant (tenant_id))`,
    `CREATE TABLE IF NOT EXISTS subscription_contacts (
      tenant_id ${id} NOT NULL,
      kind ${ascii(16)} NOT NULL,
      position INT UNSIGNED NOT NULL,
      email VARCHAR(254) NOT NULL,
      PRIMARY KEY (tenant_id, kind, position),
      CONSTRAINT subscription_contacts_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenants (id))`,
    `CREATE TABLE IF NOT EXISTS threshold_steps (
      subject_id ${id} NOT NULL,
      step INT UNSIGNED NOT NULL,
      tenant_id ${id} NOT NULL,
      arming INT UNSIGNED NOT NULL DEFAULT 1,
      claimed TINYINT NOT NULL DEFAULT 0,
      PRIMARY KEY (subject_id, step),
      KEY threshold_steps_tenant (tenant_id))`,
    `CREATE TABLE IF NOT EXISTS threshold_claims (
      subject_id ${id} NOT NULL,
      step INT UNSIGNED NOT NULL,
      arming INT UNSIGNED NOT NULL,
      tenant_id ${id} NOT NULL,
      subject_kind ${ascii(16)} NOT NULL,
      consumed BIGINT NOT NULL,
      purchased BIGINT NOT NULL,
      silent TINYINT NOT NULL DEFAULT 0,
      claimed_at ${instant} NOT NULL,
      PRIMARY KEY (subject_id, step, arming),
      KEY threshold_claims_tenant (tenant_id))`,
    `CREATE TABLE IF NOT EXISTS people (
      tenant_id ${id} NOT NULL,
      id ${id} NOT NULL,
      reference VARCHAR(190) NULL,
      name VARCHAR(255) NULL,
      name_at ${instant} NULL,
      email VARCHAR(320) NULL,
      email_at ${instant} NULL,
      role VARCHAR(64) NULL,
      role_at ${instant} NULL,
      PRIMARY KEY (tenant_id, id))`,
    // Decides repeats: a partitioned table cannot carry a unique key without its partition column.
    `CREATE TABLE IF NOT EXISTS conversation_ids (
      tenant_id ${id} NOT NULL,
      conversation_id ${ascii(100)} NOT NULL,
      started_at ${instant} NOT NULL,
      content_hash BINARY(16) NOT NULL,
      flush_id BIGINT NOT NULL,
      PRIMARY KEY (tenant_id, conversation_id))`,
    `CREATE TABLE IF NOT EXISTS conversations (
      tenant_id ${id} NOT NULL,
      started_at ${instant} NOT NULL,
      conversation_id ${ascii(100)} NOT NULL,
      person_id ${id} NULL,
      channel ${ascii(32)} NOT NULL,
      initiated_by ${ascii(8)} NOT NULL,
      party ${ascii(8)} NOT NULL,
      agent_name VARCHAR(255) NULL,
      subject VARCHAR(500) NULL,
      PRIMARY KEY (tenant_id, started_at, conversation_id),
      KEY conversations_person (tenant_id, person_id, channel, started_at))
      PARTITION BY RANGE COLUMNS (started_at) (${partitions()})`,
    `CREATE TABLE IF NOT EXISTS conversation_joins (
      tenant_id ${id} NOT NULL,
      conversation_id ${ascii(100)} NOT NULL,
      joined_at ${instant} NOT NULL,
      agent_name VARCHAR(255) NOT NULL,
      PRIMARY KEY (tenant_id, conversation_id, joined_at, agent_name))`,
    `CREATE TABLE IF NOT EXISTS sessions (
      tenant_id ${id} NOT NULL,
      started_at ${instant} NOT NULL,
      id ${id} NOT NULL,
      contract_id ${id} NOT NULL,
      person_id ${id} NULL,
      channel ${ascii(32)} NOT NULL,
      conversation_id ${ascii(100)} NOT NULL,
      initiated_by ${ascii(8)} NOT NULL,
      PRIMARY KEY (tenant_id, started_at, id),
      KEY sessions_chain (contract_id, person_id, channel, started_at),
      KEY sessions_id (id))`,
    `CREATE TABLE IF NOT EXISTS session_chains (
      contract_id ${id} NOT NULL,
      person_id ${id} NOT NULL,
      channel ${ascii(32)} NOT NULL,
      tenant_id ${id} NOT NULL,
      last_started_at ${instant} NOT NULL,
      PRIMARY KEY (contract_id, person_id, channel),
      KEY session_chains_tenant (tenant_id))`,
  ],
};
