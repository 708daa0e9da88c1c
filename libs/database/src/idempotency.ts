import { Injectable } from '@nestjs/common';
import { DomainError, sha256 } from '@tenantry/kernel';
import { Database } from './database.service';

/** Small, so that no lock of a batch keeps a new key waiting for long. */
const FORGOTTEN_AT_ONCE = 500;

/** One effect for each (scope, key): the second caller gets the first one's result. */
@Injectable()
export class IdempotencyKeys {
  constructor(private readonly database: Database) {}

  /**
   * Must run inside the transaction of the effect. The key's row is written first, so that a parallel call
   * with the same key waits for this one to commit or fail. `request` is what the key stands for: the same
   * key with another request is a conflict.
   */
  async run<T>(scope: string, key: string, request: unknown, effect: () => Promise<T>): Promise<T> {
    const hash = sha256(JSON.stringify(request));
    const inserted = await this.database.manager.query(
      'INSERT IGNORE INTO idempotency_keys (scope, idempotency_key, request_hash) VALUES (?, ?, ?)',
      [scope, key, hash],
    );
    if (inserted.affectedRows === 1) {
      const result = await effect();
      await this.database.manager.query(
        'UPDATE idempotency_keys SET result = ? WHERE scope = ? AND idempotency_key = ?',
        [JSON.stringify(result ?? null), scope, key],
      );
      return result;
    }
    const [row] = await this.database.manager.query(
      'SELECT request_hash, result FROM idempotency_keys WHERE scope = ? AND idempotency_key = ? FOR UPDATE',
      [scope, key],
    );
    if (!hash.equals(row.request_hash))
      throw new DomainError('conflict', 'This idempotency key was used before with other content.', {
        field: 'idempotencyKey',
        code: 'idempotency_conflict',
      });
    return (typeof row.result === 'string' ? JSON.parse(row.result) : row.result) as T;
  }

  /** Whoever repeats a call with a key from before that does it anew. */
  async forget(before: Date, signal?: AbortSignal): Promise<void> {
    let deleted = FORGOTTEN_AT_ONCE;
    while (deleted === FORGOTTEN_AT_ONCE && !signal?.aborted) {
      const result = await this.database.source.query(
        'DELETE FROM idempotency_keys WHERE created_at < ? ORDER BY created_at LIMIT ?',
        [before, FORGOTTEN_AT_ONCE],
      );
      deleted = result.affectedRows;
    }
  }
}
