import { errnoOf } from '@tenantry/kernel';
import mysql from 'mysql2/promise';
import { flavourOf } from './connection';
import type { Database } from './database.service';
import { migrations } from './migrations';

const NO_SUCH_TABLE = 1146;

/** Compares text byte by byte, trailing blanks included: the only order that keeps all names apart. */
const collation = { mariadb: 'utf8mb4_nopad_bin', mysql: 'utf8mb4_0900_bin' };

/**
 * Brings a database to the newest version and says which migrations it ran. DDL is not transactional here:
 * every statement can be repeated, and a migration counts as done only after its last one.
 */
export async function migrate(url: string): Promise<string[]> {
  const flavour = await flavourOf(url);
  const connection = await mysql.createConnection({ uri: url, charset: 'utf8mb4', timezone: 'Z' });
  const ran: string[] = [];
  try {
    await connection.query("SELECT GET_LOCK(CONCAT('tenantry-migrate-', DATABASE()), 120)");
    await connection.query(`ALTER DATABASE CHARACTER SET utf8mb4 COLLATE ${collation[flavour]}`);
    await connection.query(
      `CREATE TABLE IF NOT EXISTS migrations (
         name VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
         applied_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
         PRIMARY KEY (name))`,
    );
    const [rows] = await connection.query('SELECT name FROM migrations');
    const applied = new Set((rows as { name: string }[]).map((row) => row.name));
    for (const { name, statements } of migrations) {
      if (applied.has(name)) continue;
      for (const statement of statements) await connection.query(statement);
      await connection.query('INSERT INTO migrations (name) VALUES (?)', [name]);
      ran.push(name);
    }
    return ran;
  } finally {
    await connection.end();
  }
}

/** Names of the migrations that this program knows and the database lacks. */
export async function pendingMigrations(database: Database): Promise<string[]> {
  const rows = await database.query<{ name: string }[]>('SELECT name FROM migrations').catch((error) => {
    if (errnoOf(error) === NO_SUCH_TABLE) return [];
    throw error;
  });
  const applied = new Set(rows.map((row) => row.name));
  return migrations.map(({ name }) => name).filter((name) => !applied.has(name));
}
