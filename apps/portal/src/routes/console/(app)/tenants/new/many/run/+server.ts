import { json } from '@sveltejs/kit';
import { atATime, type ManyRow } from '#lib/wizard/many';
import { runRows, saidInWords } from '#lib/server/many';
import type { RequestHandler } from './$types';

/** Some rows of a file, while its page works through it. */
export const POST: RequestHandler = async ({ locals, request }) => {
  const { rows, dryRun } = (await request.json()) as { rows: ManyRow[]; dryRun: boolean };
  return json(saidInWords(await runRows(locals.api, rows.slice(0, atATime), dryRun !== false)));
};
