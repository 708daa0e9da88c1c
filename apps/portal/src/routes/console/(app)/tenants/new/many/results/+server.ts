import { error } from '@sveltejs/kit';
import { csvLine } from '#lib/wizard/csv';
import type { ManyResult } from '#lib/wizard/many';
import type { RequestHandler } from './$types';

/** What the page shows, as a file: it was on that page alone. */
export const POST: RequestHandler = async ({ request }) => {
  const data = await request.formData();
  const lines = [csvLine(['line', 'companyName', 'slug', 'outcome', 'tenantId', 'errors', 'warnings'])];
  for (const one of resultsIn(String(data.get('results')))) {
    const errors = one.errors.map(({ field, message }) => (field ? `${field}: ${message}` : message));
    const warnings = one.warnings.map(({ message }) => message);
    lines.push(
      csvLine([
        one.line,
        one.name,
        one.slug,
        one.outcome,
        one.tenantId,
        errors.join(' | '),
        warnings.join(' | '),
      ]),
    );
  }
  return new Response(`\ufeff${lines.join('\r\n')}\r\n`, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="tenants-created.csv"',
    },
  });
};

function resultsIn(text: string): ManyResult[] {
  try {
    return JSON.parse(text) as ManyResult[];
  } catch {
    error(400);
  }
}
