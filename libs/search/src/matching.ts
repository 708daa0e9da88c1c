import type { Database } from '@tenantry/database';

export interface Condition {
  sql: string;
  values: unknown[];
}

const LAST = '\u{10ffff}';

/** Whether the tenant whose id `column` holds has a term that begins with this word. */
export const begins = (column: string, word: string): Condition => ({
  // A bound inside keeps the server from turning it round: it would read everybody's terms of a common word.
  sql: `(SELECT 1 FROM tenant_terms term FORCE INDEX (tenant_terms_tenant)
    WHERE term.tenant_id = ${column} AND term.term >= ? AND term.term < ? LIMIT 1) IS NOT NULL`,
  values: [word, word + LAST],
});

/** The tenants that one word finds; null when they are more than `most`. */
export async function tenantsOf(database: Database, word: string, most: number): Promise<Buffer[] | null> {
  const rows = await database.query<{ id: Buffer }[]>(
    'SELECT DISTINCT tenant_id AS id FROM tenant_terms WHERE term >= ? AND term < ? LIMIT ?',
    [word, word + LAST, most + 1],
  );
  return rows.length > most ? null : rows.map(({ id }) => id);
}
