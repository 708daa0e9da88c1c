import type { Database } from '@tenantry/database';
import { idToBytes } from '@tenantry/kernel';

/** Where a word or an id stands in the database, in any form: every table, every column, every row. */
export async function whereabouts(
  database: Database,
  { words, ids }: { words: readonly string[]; ids: readonly string[] },
): Promise<string[]> {
  const tables = await database.query<{ tbl: string }[]>(
    "SELECT table_name AS tbl FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'",
  );
  const texts = [...words, ...ids, ...ids.map((id) => id.replaceAll('-', ''))].map((text) =>
    text.toLowerCase(),
  );
  const bytes = ids.map(idToBytes);
  const found = new Set<string>();
  for (const { tbl } of tables)
    for (const row of await database.query<Record<string, unknown>[]>(`SELECT * FROM ${tbl}`))
      for (const [column, value] of Object.entries(row)) {
        if (value === null || value instanceof Date) continue;
        const raw = Buffer.isBuffer(value)
          ? value
          : Buffer.from(typeof value === 'object' ? JSON.stringify(value) : String(value));
        const text = raw.toString('utf8').toLowerCase();
        if (bytes.some((id) => raw.includes(id)) || texts.some((each) => text.includes(each)))
          found.add(`${tbl}.${column}`);
      }
  return [...found].sort();
}
