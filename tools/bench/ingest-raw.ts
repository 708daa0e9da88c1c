import mysql from 'mysql2/promise';

/** The tables that a report ends in. */
const tables = ['conversation_ids', 'conversations', 'people', 'sessions', 'session_chains'] as const;

/** Copies of what the product wrote, as 1,000-row INSERT texts: the same rows, tables and indexes. */
export async function captureInserts(url: string): Promise<string[]> {
  const connection = await mysql.createConnection({ uri: url, dateStrings: true });
  const statements: string[] = [];
  for (const table of tables) {
    const [columns] = await connection.query(`SHOW COLUMNS FROM ${table}`);
    const names = (columns as { Field: string }[]).map((column) => column.Field);
    const [keys] = await connection.query(`SHOW KEYS FROM ${table} WHERE Key_name = 'PRIMARY'`);
    const order = (keys as { Column_name: string }[]).map((key) => key.Column_name).join(', ');
    const [rows] = await connection.query({
      sql: `SELECT ${names.join(', ')} FROM ${table} ORDER BY ${order}`,
      rowsAsArray: true,
    });
    const values = (rows as (string | number | Buffer | null)[][]).map(
      (row) => `(${row.map((value) => mysql.escape(value)).join(',')})`,
    );
    for (let start = 0; start < values.length; start += 1_000)
      statements.push(
        `INSERT INTO ${table} (${names.join(', ')}) VALUES ${values.slice(start, start + 1_000).join(',')}`,
      );
  }
  await connection.end();
  return statements;
}

export async function emptyTables(url: string): Promise<void> {
  const connection = await mysql.createConnection(url);
  for (const table of [...tables, 'contract_counters']) {
    if (table === 'contract_counters')
      await connection.query('UPDATE contract_counters SET consumed = 0, next_step_at = NULL');
    else await connection.query(`TRUNCATE ${table}`);
  }
  await connection.end();
}

/** Each statement its own transaction, over four connections: what the server itself can take. */
export async function runRaw(url: string, statements: string[]): Promise<void> {
  const queue = [...statements];
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      const connection = await mysql.createConnection(url);
      for (let statement = queue.shift(); statement; statement = queue.shift())
        await connection.query(statement);
      await connection.end();
    }),
  );
}
