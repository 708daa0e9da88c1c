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
  ],
};
