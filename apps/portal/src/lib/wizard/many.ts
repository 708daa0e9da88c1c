/** One line of a file of tenants; null where it could not be read. */
export type ManyRow = { line: number; row: Record<string, unknown> | null };

export type ManyResult = {
  line: number;
  name: string;
  outcome: 'created' | 'repeated' | 'valid' | 'failed';
  tenantId: string | null;
  slug: string | null;
  errors: { field: string | null; code: string; message: string }[];
  warnings: { code: string; message: string }[];
};

/** So many at a time: few enough that one sees it go on. */
export const atATime = 20;

/** The rows that a dry run found nothing wrong with. */
export function readyOf(rows: readonly ManyRow[], results: readonly ManyResult[]): ManyRow[] {
  const valid = new Set(results.filter(({ outcome }) => outcome === 'valid').map(({ line }) => line));
  return rows.filter(({ line }) => valid.has(line));
}

/** What is known of the rows by now, each in its place. */
export function withNews(known: readonly ManyResult[], news: readonly ManyResult[]): ManyResult[] {
  const byLine = new Map([...known, ...news].map((one) => [one.line, one]));
  return [...byLine.values()];
}
