import { idToBytes } from '@tenantry/kernel';
import mysql from 'mysql2';
import type { Pool } from 'mysql2';
import { RateLimiterMySQL } from 'rate-limiter-flexible';

/** Enough that nobody is ever refused: the work is the same, and it is what both sides are measured at. */
const PLENTY = 1_000_000_000;

export function rivalPool(url: string): Pool {
  return mysql.createPool({ uri: url, connectionLimit: 12 });
}

/** The library that many would take: counts with a statement of its own for each call. */
export function rateLimiter(pool: Pool, url: string): Promise<RateLimiterMySQL> {
  return new Promise((resolve, reject) => {
    const limiter: RateLimiterMySQL = new RateLimiterMySQL(
      {
        storeClient: pool,
        dbName: new URL(url).pathname.slice(1),
        tableName: 'bench_rate_limiter',
        keyPrefix: '',
        points: PLENTY,
        duration: 0,
        clearExpiredByTimeout: false,
      },
      (error?: Error) => (error ? reject(error) : resolve(limiter)),
    );
  });
}

/** The way it is written first: lock the row, look, write, keep the key. */
export class NaiveCounters {
  constructor(private readonly pool: Pool) {}

  async prepare(tenantIds: string[]): Promise<void> {
    const pool = this.pool.promise();
    await pool.query(
      'CREATE TABLE IF NOT EXISTS bench_counters (id BINARY(16) PRIMARY KEY, used BIGINT NOT NULL, bound BIGINT NOT NULL)',
    );
    await pool.query(
      'CREATE TABLE IF NOT EXISTS bench_keys (id BINARY(16), idempotency_key VARCHAR(100), PRIMARY KEY (id, idempotency_key))',
    );
    await pool.query('INSERT IGNORE INTO bench_counters (id, used, bound) VALUES ?', [
      tenantIds.map((id) => [idToBytes(id), 0, PLENTY]),
    ]);
  }

  async consume(tenantId: string, quantity: number, key: string | null): Promise<boolean> {
    const id = idToBytes(tenantId);
    const connection = await this.pool.promise().getConnection();
    try {
      await connection.beginTransaction();
      const [rows] = await connection.query(
        'SELECT used, bound FROM bench_counters WHERE id = ? FOR UPDATE',
        [id],
      );
      const [row] = rows as { used: number; bound: number }[];
      const granted = row!.used + quantity <= row!.bound;
      if (granted)
        await connection.query('UPDATE bench_counters SET used = used + ? WHERE id = ?', [quantity, id]);
      if (key) await connection.query('INSERT INTO bench_keys VALUES (?, ?)', [id, key]);
      await connection.commit();
      return granted;
    } finally {
      connection.release();
    }
  }
}
