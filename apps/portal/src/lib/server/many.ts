import type { ManyResult, ManyRow } from '#lib/wizard/many';
import { warningText } from '#lib/wizard/warnings';
import type { Api } from '#lib/server/api';
import { faultText } from '#lib/server/wizard';

/** Some rows, each with its result; what could not be read at all says so. */
export async function runRows(api: Api, rows: readonly ManyRow[], dryRun: boolean): Promise<ManyResult[]> {
  const whole = rows.filter((one) => one.row !== null);
  const { results } = whole.length
    ? await api.tenants.createMany.mutate({ rows: whole.map(({ row }) => row!), dryRun })
    : { results: [] };
  const byLine = new Map(whole.map(({ line }, index) => [line, results[index]!]));
  return rows.map(({ line, row }): ManyResult => {
    const result = byLine.get(line);
    const name = typeof row?.['companyName'] === 'string' ? row['companyName'] : '';
    if (!result) return { ...unreadable, line, name };
    const { outcome, tenantId, slug, errors, warnings } = result;
    return { line, name, outcome, tenantId, slug, errors, warnings };
  });
}

/** Refusals and warnings in the reader's language, where there are words for them. */
export const saidInWords = (results: ManyResult[]): ManyResult[] =>
  results.map((one) => ({
    ...one,
    errors: one.errors.map((fault) => ({ ...fault, message: faultText(fault) })),
    warnings: one.warnings.map(({ code, message }) => ({
      code,
      message: warningText({ step: 'company', code, message }),
    })),
  }));

const unreadable = {
  outcome: 'failed' as const,
  tenantId: null,
  slug: null,
  errors: [{ field: null, code: 'row_unreadable', message: 'This line could not be read.' }],
  warnings: [],
};
