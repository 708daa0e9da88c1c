import { error, fail } from '@sveltejs/kit';
import { may } from '#lib/rights';
import type { FormResult } from '#lib/forms';
import { Sent } from '#lib/server/forms';
import { runRows, saidInWords } from '#lib/server/many';
import { mostRows, readRows } from '#lib/server/many-rows';
import type { ManyResult, ManyRow } from '#lib/wizard/many';
import { m } from '#messages';
import type { Actions, PageServerLoad } from './$types';

type Many = FormResult & { results?: ManyResult[]; text?: string; dryRun?: boolean };

export const load: PageServerLoad = ({ locals }) => {
  if (!may('console', locals.who!.role, 'change')) error(403);
};

async function rowsIn(request: Request) {
  const sent = await Sent.read('many', request);
  const read = await sent.fileText('file');
  const text = read || sent.text('text');
  const rows: ManyRow[] = text ? readRows(text) : [];
  if (read === null) sent.wrong('file', m.many_encoding());
  else if (!text) sent.wrong('file', m.many_no_file());
  else if (rows.length === 0) sent.wrong('file', m.many_empty());
  else if (rows.length > mostRows) sent.wrong('file', m.many_too_many({ n: mostRows }));
  return { sent, text, rows };
}

/** Without scripts the whole file is one request; the file's text comes back to be sent once more. */
const whole = (dryRun: boolean) =>
  (async ({ locals, request }) => {
    const { sent, text, rows } = await rowsIn(request);
    if (sent.refused) return fail(400, { form: 'many', errors: sent.errors } satisfies Many);
    const results = saidInWords(await runRows(locals.api, rows, dryRun));
    return { form: 'many', results, text, dryRun } satisfies Many;
  }) satisfies Actions[string];

export const actions: Actions = {
  /** The rows of a file, to be worked through a few at a time. */
  read: async ({ request }) => {
    const { sent, rows } = await rowsIn(request);
    return sent.refused
      ? fail(400, { form: 'many', errors: sent.errors } satisfies Many)
      : { form: 'read', rows };
  },
  check: whole(true),
  create: whole(false),
};
