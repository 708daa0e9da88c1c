import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { createTenantryClient, reportAll } from './index';
import type { ConversationReport, Reported, ReportOptions } from './index';

type Answer = { status: number; headers?: Record<string, string>; body?: unknown } | 'hang up';
type Handle = (ids: string[], call: number, request: IncomingMessage) => Answer;

let server: Server;
afterEach(() => new Promise((resolve) => server.close(resolve)));

/** A server that speaks tRPC's wire format for `conversations.report`. */
async function serve(handle: Handle) {
  let calls = 0;
  let connections = 0;
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const input = JSON.parse(Buffer.concat(chunks).toString()) as { conversations: ConversationReport[] };
      const answer = handle(
        input.conversations.map(({ id }) => id),
        calls++,
        request,
      );
      if (answer === 'hang up') return request.socket.destroy();
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
      response.end(JSON.stringify(answer.body));
    });
  });
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = createTenantryClient({ url: `http://127.0.0.1:${port}/`, apiKey: 'tnk_test' });
  return { client, calls: () => calls, connections: () => connections };
}

const ok = (ids: string[]): Answer => ({
  status: 200,
  body: { result: { data: { results: ids.map(() => ({ outcome: 'recorded' })) } } },
});
const fail = (httpStatus: number, message = 'no', headers = {}): Answer => ({
  status: httpStatus,
  headers,
  body: { error: { code: -32000, message, data: { httpStatus } } },
});

const conversation = (id: number): ConversationReport => ({
  tenant: 'acme',
  id: `c${id}`,
  channel: 'chat',
  user: null,
  initiatedBy: 'end_user',
  party: 'bot',
  startedAt: '2026-01-31T09:00:00Z',
});
const conversations = (count: number) => Array.from({ length: count }, (_, i) => conversation(i));

type Client = Awaited<ReturnType<typeof serve>>['client'];
async function collect(client: Client, count: number, options?: ReportOptions) {
  const results: Reported<ConversationReport>[] = [];
  for await (const result of reportAll(client, conversations(count), options)) results.push(result);
  return results;
}

it('yields one result for each conversation, in order, over few connections', async () => {
  const sizes: number[] = [];
  const { client, connections } = await serve((ids, call, request) => {
    expect(request.url).toBe('/trpc/conversations.report');
    expect(request.headers['x-api-key']).toBe('tnk_test');
    if (call < 3) sizes.push(ids.length);
    return ok(ids);
  });
  const seen: number[] = [];
  const results = await collect(client, 2500, { onProgress: ({ recorded }) => seen.push(recorded) });
  expect(results.map(({ conversation }) => conversation.id)).toEqual(conversations(2500).map(({ id }) => id));
  expect(sizes.sort((a, b) => a - b)).toEqual([500, 1000, 1000]);
  expect(seen.at(-1)).toBe(2500);
  await collect(client, 2000, { batchSize: 50 });
  expect(connections()).toBeLessThanOrEqual(4);
});

it('sends a batch again after a lost connection, a 503 and a 429 that says when', async () => {
  const answers = ['hang up', fail(503), fail(429, 'slow', { 'retry-after': '0' })] as const;
  const { client, calls } = await serve((ids, call) => answers[call] ?? ok(ids));
  const retries: string[] = [];
  const results = await collect(client, 3, { onRetry: (error) => retries.push(error.message) });
  expect(results).toHaveLength(3);
  expect(calls()).toBe(4);
  expect(retries).toHaveLength(3);
});

it('gives up at once when the failure will not pass', async () => {
  const { client, calls } = await serve(() => fail(401, 'This key is not valid.'));
  await expect(collect(client, 3)).rejects.toThrow('This key is not valid.');
  expect(calls()).toBe(1);
});

it('gives up when its patience ends', async () => {
  const { client } = await serve(() => fail(503, 'busy'));
  await expect(collect(client, 1, { patience: 0 })).rejects.toThrow('busy');
});

it('says that something else answered at the address', async () => {
  const { client } = await serve(() => ({ status: 404, headers: { 'content-type': 'text/html' } }));
  await expect(collect(client, 1)).rejects.toThrow(/answered 404 without the API's JSON/);
});

it('lets one spoilt conversation fail alone', async () => {
  const { client } = await serve((ids) => (ids.includes('c5') ? fail(400, 'channel: too long') : ok(ids)));
  const results = await collect(client, 20);
  expect(results.filter(({ result }) => result.outcome === 'refused')).toEqual([
    { conversation: conversation(5), result: { outcome: 'refused', reason: 'channel: too long' } },
  ]);
});

it('halves a batch that is too large', async () => {
  const { client } = await serve((ids) => (ids.length > 300 ? fail(413) : ok(ids)));
  expect(await collect(client, 1000)).toHaveLength(1000);
});

it('ends reading when told to, and answers what is under way', async () => {
  const { client } = await serve(ok);
  const stop = new AbortController();
  const results: string[] = [];
  let read = 0;
  const source = (async function* () {
    for (const item of conversations(1_000_000)) {
      read++;
      yield item;
    }
  })();
  for await (const { conversation } of reportAll(client, source, { signal: stop.signal, batchSize: 10 })) {
    results.push(conversation.id);
    if (results.length === 30) stop.abort();
  }
  expect(results.length).toBeGreaterThanOrEqual(30);
  expect(read).toBeLessThan(200);
});

it('stops waiting for an API that is away when told to', async () => {
  const stop = new AbortController();
  const { client } = await serve(() => fail(503, 'busy', { 'retry-after': '60' }));
  await expect(
    collect(client, 1, { signal: stop.signal, onRetry: () => setTimeout(() => stop.abort(), 20) }),
  ).rejects.toThrow('busy');
});
