import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { UsageError, Failure } from '../command';
import { openCsv } from '../import/csv';
import { jsonIn } from '../licence/files';
import { CellError, compileColumns } from './columns';

/** One tenant of a file, or why the line is none. */
export type FileRow = { line: number } & ({ row: unknown } | { field: string | null; problem: string });

const readers: Record<string, (file: string) => AsyncGenerator<FileRow>> = {
  '.json': whole,
  '.jsonl': lines,
  '.ndjson': lines,
  '.csv': table,
};

/** Row by row, by the ending of the file's name: it may be of any size unless it is one object. */
export async function* rowsOf(file: string): AsyncGenerator<FileRow> {
  const read = readers[extname(file).toLowerCase()];
  if (!read) throw new UsageError(`--file: “${file}” ends neither in .json nor in .jsonl nor in .csv.`);
  await stat(file).catch(() => {
    throw new Failure(`There is no file ${file}.`);
  });
  yield* read(file);
}

async function* whole(file: string): AsyncGenerator<FileRow> {
  const row = jsonIn(file);
  if (Array.isArray(row))
    throw new Failure('A .json file holds one tenant. Put several into a .jsonl file, one a line.');
  yield { line: 1, row };
}

async function* lines(file: string): AsyncGenerator<FileRow> {
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    line++;
    if (text.trim() === '') continue;
    const row = parsed(line === 1 ? text.replace(/^\ufeff/, '') : text);
    yield row === undefined
      ? { line, field: null, problem: 'This line is not JSON.' }
      : { line, row: row as unknown };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function* table(file: string): AsyncGenerator<FileRow> {
  const form = { delimiter: ',', encoding: 'utf-8', remedy: 'save it as “CSV UTF-8”' };
  const csv = await openCsv(createReadStream(file), form);
  if (csv.columns.length === 1 && csv.columns[0]!.includes(';'))
    throw new Failure('The columns of this file are kept apart by semicolons: save it with commas.');
  const read = compileColumns(csv.columns);
  for await (const one of csv.rows) {
    const { line } = one;
    if ('problem' in one) {
      yield { line, field: null, problem: `This line ${one.problem}.` };
      continue;
    }
    try {
      yield { line, row: read(one.cells) };
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      yield { line, field: error.field, problem: error.message };
    }
  }
}
