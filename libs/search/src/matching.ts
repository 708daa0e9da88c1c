import type { Database } from '@tenantry/database';

export interface Condition {
  sql: string;
  values: unknown[];
}

const LAST = '\u{10ffff}';

/** Terms of the tenant itself, not of its hosts and people. */
const own = (namesOnly: boolean) => (namesOnly ? 'AND source_id = tenant_id' : '');

/** Whether the tenant whose id `column` holds has a term that begins with this word. */
export const begins = (column: string, word: string, namesOnly = false): Condition => ({
  // A bound inside keeps the server from turning it round: it would read everybody's terms of a common word.
  sql: `(SELECT 1 FROM tenant_terms term FORCE INDEX (tenant_terms_tenant)
    WHERE term.tenant_id = ${column} AND term.term >= ? AND term.term < ? ${own(namesOnly)} LIMIT 1) IS NOT NULL`,
  values: [word, word + LAST],
});

/** A tenant may be found by several of its terms: name and short name begin alike. */
const TERMS_OF_ONE = 3;

/** The tenants that one word finds; null when they are more than `most`. */
export async function tenantsOf(
  database: Database,
  word: string,
  most: number,
  namesOnly = false,
): Promise<Buffer[] | null> {
  const find = (what: string, limit: number) =>
    database.query<{ id: Buffer }[]>(
      `SELECT ${what} AS id FROM tenant_terms WHERE term >= ? AND term < ? ${own(namesOnly)} LIMIT ?`,
      [word, word + LAST, limit],
    );
  // Told apart here, where that is cheap: the server would make a table for it.
  const rows = await find('tenant_id', most * TERMS_OF_ONE + 1);
  const found = new Map(rows.map(({ id }) => [id.toString('latin1'), id]));
  if (found.size > most) return null;
  if (rows.length <= most * TERMS_OF_ONE) return [...found.values()];
  const all = await find('DISTINCT tenant_id', most + 1);
  return all.length > most ? null : all.map(({ id }) => id);
}
