import { id, instant } from './types';
import type { Migration } from './types';

export const ownAccess: Migration = {
  name: '0005-own-access',
  statements: [
    `CREATE TABLE IF NOT EXISTS sign_in_successions (
      token_hash BINARY(32) NOT NULL,
      session_id ${id} NOT NULL,
      replaced_at ${instant} NOT NULL,
      PRIMARY KEY (token_hash),
      KEY sign_in_successions_session (session_id),
      CONSTRAINT sign_in_successions_session_fk FOREIGN KEY (session_id) REFERENCES sign_in_sessions (id)
        ON DELETE CASCADE)`,
    `CREATE TABLE IF NOT EXISTS second_factors (
      subject_id ${id} NOT NULL,
      tenant_id ${id} NULL,
      secret VARBINARY(255) NOT NULL,
      last_step BIGINT NOT NULL,
      confirmed_at ${instant} NULL,
      created_at ${instant} NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      PRIMARY KEY (subject_id),
      KEY second_factors_tenant (tenant_id))`,
    `CREATE TABLE IF NOT EXISTS recovery_codes (
      subject_id ${id} NOT NULL,
      code_hash BINARY(32) NOT NULL,
      tenant_id ${id} NULL,
      used_at ${instant} NULL,
      PRIMARY KEY (subject_id, code_hash),
      KEY recovery_codes_tenant (tenant_id))`,
  ],
};
