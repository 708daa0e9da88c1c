import { Readable } from 'node:stream';
import { expect, it } from '@jest/globals';
import { openCsv } from './csv';

async function all(content: string | Buffer, { delimiter = ',', encoding = 'utf-8', chunk = 7 } = {}) {
  const bytes = Buffer.from(content);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, i) =>
    bytes.subarray(i * chunk, (i + 1) * chunk),
  );
  const csv = await openCsv(Readable.from(chunks), { delimiter, encoding });
  const rows = [];
  for await (const row of csv.rows) rows.push(row);
  return { columns: csv.columns, rows };
}

it('reads a byte order mark, CRLF, quotes, and empty lines, and knows each row’s line', async () => {
  const { columns, rows } = await all('\ufeffid , "two, words"\r\n1,"x ""y"""\r\n\r\n,\r\n"a\r\nb",2\r\n3,é');
  expect(columns).toEqual(['id', '"two', 'words"']);
  expect(rows).toHaveLength(3);
  const clean = await all('\ufeffid ,"two, words"\r\n1,"x ""y"""\r\n\r\n,\r\n"a\r\nb",2\r\n3,é');
  expect(clean.columns).toEqual(['id', 'two, words']);
  expect(clean.rows).toEqual([
    { line: 2, cells: ['1', 'x "y"'] },
    { line: 5, cells: ['a\r\nb', '2'] },
    { line: 7, cells: ['3', 'é'] },
  ]);
});

it('reads other delimiters and encodings', async () => {
  expect((await all('a;b\n1,5;2', { delimiter: ';' })).rows).toEqual([{ line: 2, cells: ['1,5', '2'] }]);
  expect((await all('a\tb\n1\t2', { delimiter: '\t' })).rows).toEqual([{ line: 2, cells: ['1', '2'] }]);
  const latin = Buffer.from('a,b\nJos\xe9,2', 'latin1');
  expect((await all(latin, { encoding: 'windows-1252' })).rows).toEqual([{ line: 2, cells: ['José', '2'] }]);
  const wide = Buffer.from('\ufeffa,b\n1,2', 'utf16le');
  expect((await all(wide, { encoding: 'utf-16le' })).rows).toEqual([{ line: 2, cells: ['1', '2'] }]);
});

it('refuses bytes that are not in the encoding instead of spoiling names', async () => {
  await expect(all(Buffer.from('a,b\nJos\xe9,2', 'latin1'))).rejects.toThrow(
    'name its encoding with --encoding',
  );
});

it('says which rows have too many or too few fields', async () => {
  const { rows } = await all('a,b\n1\n1,2,,\n1,2,3\n1,"2\n3",4\n5,6');
  expect(rows).toEqual([
    { line: 2, problem: 'has 1 fields where the header has 2' },
    { line: 3, cells: ['1', '2'] },
    { line: 4, problem: 'has 3 fields where the header has 2' },
    { line: 5, problem: 'has 3 fields where the header has 2' },
    { line: 7, cells: ['5', '6'] },
  ]);
});

it('keeps the rows before a quote that is never closed', async () => {
  const { rows } = await all('a,b\n1,2\n3,"4\n5,6\n7,8\n');
  expect(rows).toEqual([
    { line: 2, cells: ['1', '2'] },
    { line: 3, problem: expect.stringContaining('never closed') },
  ]);
});

it('does not swallow a large file behind a quote', async () => {
  const { rows } = await all(`a,b\n1,2\n3,"4\n${'5,6\n'.repeat(400_000)}`, { chunk: 65_536 });
  expect(rows.at(-1)).toEqual({ line: 3, problem: expect.stringContaining('never closed') });
});

it('takes a quote inside a field as it is', async () => {
  expect((await all('a,b\n5" screen,"x"\n1,2')).rows[0]).toEqual({ line: 2, cells: ['5" screen', 'x'] });
});

it('says when there is nothing to read', async () => {
  await expect(all('')).rejects.toThrow('The file is empty.');
  expect((await all('a,b\n')).rows).toEqual([]);
});
