import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createTenantryClient, reportAll } from '@tenantry/client';
import type { ConversationReport, Reporter } from '@tenantry/client';
import { Failure } from '../command';
import { openCsv } from './csv';
import type { CsvOptions } from './csv';
import { compileMapping } from './mapping';
import type { Mapped, Plan } from './mapping';
import { Progress } from './progress';
import { Rejects } from './rejects';
import { Tally } from './tally';
import { flawOf } from './validity';

export interface ImportOptions extends CsvOptions {
  /** `-` is the standard input. */
  file: string;
  plan: Plan;
  dryRun: boolean;
  rejects?: string;
  api: string;
  key: string;
}

/** Imports one file and gives the exit code: 1 when a row was rejected or the work was cut short. */
export async function importConversations(options: ImportOptions, stop: AbortSignal): Promise<number> {
  const { input, size } = await openInput(options.file);
  const progress = new Progress();
  const tally = new Tally();
  const rejects = await Rejects.open(options.rejects);
  const lines = new Map<ConversationReport, number>();
  /** Every row up to here is answered. */
  let settled = 0;

  async function* reports(): AsyncGenerator<ConversationReport> {
    const csv = await openCsv(input, options);
    const map = compileMapping(options.plan, csv.columns);
    for await (const row of csv.rows) {
      if (stop.aborted) return;
      tally.rows++;
      progress.update(() => tally.line(size && input.bytesRead / size));
      const mapped = 'problem' in row ? { problem: row.problem } : checked(map(row.cells));
      if ('problem' in mapped) {
        tally.invalid++;
        await rejects.add(row.line, mapped.id ?? '', 'invalid', mapped.problem);
        continue;
      }
      tally.shown(mapped.shown);
      lines.set(mapped.report, row.line);
      yield mapped.report;
    }
  }

  try {
    if (options.dryRun) {
      for await (const report of reports()) {
        tally.wouldSend(report);
        settled = lines.get(report)!;
        lines.clear();
      }
    } else {
      const client = createTenantryClient({ url: options.api, apiKey: options.key });
      const answers = reportAll(client as Reporter, reports(), {
        signal: stop,
        onRetry: (error, pause) =>
          progress.say(
            `The API did not take a batch (${error.message}); again in ${Math.ceil(pause / 1000)} s.`,
          ),
      });
      for await (const { conversation, result } of answers) {
        settled = lines.get(conversation)!;
        lines.delete(conversation);
        tally[result.outcome]++;
        if (result.outcome === 'conflict' || result.outcome === 'refused')
          await rejects.add(settled, conversation.id, result.outcome, result.reason ?? conflictReason);
      }
    }
  } catch (error) {
    if (!stop.aborted && settled === 0) throw error;
    progress.say(stop.aborted ? 'Stopped.' : `Cut short: ${(error as Error).message}`);
    progress.say(`${tally.summary(options.dryRun)}\n${goOn(settled)}`);
    return 1;
  } finally {
    input.destroy();
    await rejects.close();
  }
  progress.say(tally.summary(options.dryRun));
  if (rejects.total > 0) progress.say(`${rejects.total} rows were rejected; ${listedIn(options.rejects)}.`);
  if (stop.aborted) progress.say(goOn(settled));
  return rejects.total > 0 || stop.aborted ? 1 : 0;
}

function checked(mapped: Mapped): Mapped {
  const flaw = 'report' in mapped ? flawOf(mapped.report) : null;
  return flaw && 'report' in mapped ? { id: mapped.report.id, problem: flaw } : mapped;
}

const conflictReason = 'this id was recorded before with other content';
const listedIn = (file: string | undefined) => `see ${file ?? 'the list on standard output'}`;
const goOn = (line: number) =>
  line === 0
    ? 'No row was answered yet.'
    : `Every row up to line ${line} is answered. The same command goes on: what is recorded counts as a repeat.`;

async function openInput(file: string) {
  if (file === '-') return { input: Object.assign(process.stdin, { bytesRead: 0 }), size: 0 };
  try {
    const { size } = await stat(file);
    const handle = await open(file);
    return { input: createReadStream(file, { fd: handle, highWaterMark: 256 * 1024 }), size };
  } catch (error) {
    const { code } = error as { code?: string };
    throw new Failure(code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read (${code}).`);
  }
}
