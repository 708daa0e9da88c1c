import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import type { ConversationReport } from '@tenantry/client';
import { importConversations } from './import';
import type { ImportOptions } from './import';

/** An API that knows ids, as the real one does. */
const known = new Map<string, string>();
let server: Server;
let folder: string;
let told: string[];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { conversations } = JSON.parse(Buffer.concat(chunks).toString()) as {
        conversations: ConversationReport[];
      };
      const results = conversations.map((conversation) => {
        const before = known.get(conversation.id);
        const content = JSON.stringify(conversation);
        if (conversation.subject === 'odd') return { outcome: 'refused', reason: 'odd' };
        if (before !== undefined) return { outcome: before === content ? 'repeat' : 'conflict' };
        known.set(conversation.id, content);
        return { outcome: 'recorded' };
      });
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ result: { data: { results } } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-'));
  known.clear();
  told = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((line) => Boolean(told.push(String(line))));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function run(csv: string, changes: Partial<ImportOptions> = {}, stop = new AbortController().signal) {
  const file = join(folder, 'calls.csv');
  writeFileSync(file, csv);
  const options: ImportOptions = {
    file,
    plan: {
      tenant: 'acme',
      columns: { id: 'id', startedAt: 'at', subject: 'subject' },
      fixed: { channel: 'voice', initiatedBy: 'agent', party: 'agent' },
      zone: 'America/New_York',
    },
    delimiter: ',',
    encoding: 'utf-8',
    dryRun: false,
    rejects: join(folder, 'rejects.csv'),
    api: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key: 'tnk_test',
    ...changes,
  };
  return importConversations(options, stop);
}
const rejects = () => readFileSync(join(folder, 'rejects.csv'), 'utf8');
const rows = (count: number) =>
  `id,at,subject\n${Array.from({ length: count }, (_, i) => `c${i},2026-01-31T09:00,Billing\n`).join('')}`;

it('records every row once, however often it runs', async () => {
  expect(await run(rows(2500))).toBe(0);
  expect(known.size).toBe(2500);
  expect(told.join('')).toContain('2,500 recorded · 0 repeats · 0 conflicts · 0 refused');
  expect(await run(rows(2500))).toBe(0);
  expect(told.join('')).toContain('0 recorded · 2,500 repeats · 0 conflicts · 0 refused');
});

it('lists rejected rows with line and reason, and fails', async () => {
  known.set('c9', 'something else');
  const csv =
    'id,at,subject\nc1,2026-01-31T09:00,x\nc2,yesterday,x\nc3,2026-01-31T09:00\n\nc9,2026-01-31T09:00,x\n=c4,2026-01-31T09:00,odd\n';
  expect(await run(csv)).toBe(1);
  expect(rejects()).toBe(
    [
      'line,id,outcome,reason',
      '3,c2,invalid,startedAt “yesterday” is not an ISO 8601 date and time',
      '4,,invalid,has 2 fields where the header has 3',
      '6,c9,conflict,this id was recorded before with other content',
      "7,'=c4,refused,odd",
      '',
    ].join('\n'),
  );
  expect(known.has('c1')).toBe(true);
});

it('sends nothing in a dry run, and says what it would send', async () => {
  expect(await run(`${rows(3)}bad,never,x\n`, { dryRun: true, api: 'http://127.0.0.1:1' })).toBe(1);
  expect(known.size).toBe(0);
  expect(told.join('')).toContain('3 conversations would be sent, 1 refused');
  expect(told.join('')).toContain('from 2026-01-31T14:00:00.000Z to 2026-01-31T14:00:00.000Z; voice 3');
});

it('counts the times that the zone’s clock skipped or showed twice', async () => {
  expect(await run('id,at,subject\n1,2026-03-08T02:30,x\n2,2026-11-01T01:30,x\n', { dryRun: true })).toBe(0);
  expect(told.join('')).toContain("1 time that the zone's clock skipped");
  expect(told.join('')).toContain("1 time that the zone's clock showed twice");
});

it('says how far it got when it is stopped', async () => {
  const stop = new AbortController();
  const done = run(rows(200_000), {}, stop.signal);
  const watch = setInterval(() => known.size >= 2000 && stop.abort(), 1);
  expect(await done).toBe(1);
  clearInterval(watch);
  const [, line] = /Every row up to line ([\d]+) is answered/.exec(told.join('')) ?? [];
  expect(known.size).toBe(Number(line) - 1);
  expect(known.size).toBeLessThan(200_000);
});

it('names the columns when a mapped one is missing', async () => {
  await expect(run('number,at\n1,2026-01-31T09:00\n')).rejects.toThrow('no column “id”. It has number, at.');
});
