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
