import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import type { CsvError } from 'csv-parse';
import { Failure } from '../command';

export interface Row {
  /** The file's line on which the row begins. */
  line: number;
  cells: string[];
}

/** A row that cannot be read as such. */
export interface BrokenRow {
  line: number;
  problem: string;
}

export interface Csv {
  columns: string[];
  rows: AsyncGenerator<Row | BrokenRow>;
}

export interface CsvOptions {
  delimiter: string;
  encoding: string;
  /** What to do about another encoding. */
  remedy?: string;
}

const LARGEST_ROW = 1_000_000;
const isBlank = (cell: string) => cell.trim() === '';

/** Reads a CSV of any size row by row: the first one names the columns, empty ones are left out. */
export async function openCsv(input: Readable, options: CsvOptions): Promise<Csv> {
  const { delimiter } = options;
  let unreadable: CsvError | undefined;
  const parser = parse({
    delimiter,
    info: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LARGEST_ROW,
    // A quote that is never closed swallows what follows it: the rows before it are still good.
    skip_records_with_error: true,
    on_skip: (error) => {
      unreadable ??= error;
      return undefined;
    },
  });
  const feeding = feed(input, options, parser);
  const records = parser[Symbol.asyncIterator]() as AsyncIterator<{
    record: string[];
    info: { lines: number };
  }>;

  const first = await records.next();
  if (first.done) {
    await feeding;
    throw new Failure(unreadable ? 'The first line has a quote that is never closed.' : 'The file is empty.');
  }
  const columns = first.value.record.map((name) => name.trim());
  while (columns.length > 1 && columns.at(-1) === '') columns.pop();

  async function* rows(): AsyncGenerator<Row | BrokenRow> {
    let last = first.value!.info.lines - countOf(/\r\n/g, first.value!.record);
    /** The parser counts a CRLF inside quotes as two lines. */
    let counted = first.value!.info.lines - last;
    for (;;) {
      const next = await records.next();
      if (next.done) break;
      const { record, info } = next.value;
      const isLong = info.lines - counted > last + 1;
      if (isLong) counted += countOf(/\r\n/g, record);
      last = info.lines - counted;
      const line = isLong ? last - countOf(/\r\n|\r|\n/g, record) : last;
      if (record.every(isBlank)) continue;
      while (record.length > columns.length && isBlank(record.at(-1)!)) record.pop();
      yield record.length === columns.length
        ? { line, cells: record }
        : { line, problem: `has ${record.length} fields where the header has ${columns.length}` };
    }
    await feeding;
    if (unreadable)
      yield {
        line: last + 1,
        problem: 'a quote from here on is never closed; the rest of the file was not read',
      };
  }
  return { columns, rows: rows() };
}

const countOf = (pattern: RegExp, record: string[]): number =>
  record.reduce((count, cell) => count + (cell.match(pattern)?.length ?? 0), 0);

/** Wrong bytes must not become question marks in people's names, so they end the reading. */
async function feed(input: Readable, options: CsvOptions, parser: ReturnType<typeof parse>): Promise<void> {
  const { encoding, remedy = 'name its encoding with --encoding, such as windows-1252' } = options;
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decode = (chunk?: Buffer) => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch {
      throw new Failure(`The file is not in ${encoding}: ${remedy}.`);
    }
  };
  try {
    for await (const chunk of input) if (!parser.write(decode(chunk as Buffer))) await drained(parser);
    parser.end(decode());
  } catch (error) {
    parser.destroy(error as Error);
  }
}

const drained = (parser: ReturnType<typeof parse>) =>
  new Promise<void>((resolve) => {
    const go = () => {
      parser.off('drain', go).off('close', go);
      resolve();
    };
    parser.once('drain', go).once('close', go);
  });
