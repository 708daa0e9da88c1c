import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { countedBy, createTenantryClient } from './index';
import type { QuotaItem } from './index';

let server: Server;
afterEach(() => new Promise((resolve) => server.close(resolve)));

/** A server that speaks tRPC's wire format and answers each item with its own quantity. */
async function serve(fails = 0) {
  const calls: QuotaItem[][] = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { items } = JSON.parse(Buffer.concat(chunks).toString()) as { items: QuotaItem[] };
      calls.push(items);
      if (calls.length <= fails) return request.socket.destroy();
      const results = items.map(({ quantity }) => ({ outcome: 'granted', used: quantity, limit: null }));
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ result: { data: { results } } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { calls, client: createTenantryClient({ url: `http://127.0.0.1:${port}`, apiKey: 'tnk_test' }) };
}

const item = (quantity: number): QuotaItem => ({ tenant: 'acme', key: 'workflow_triggers', quantity });

it('sends what is asked at once in one call, what is asked meanwhile in the next', async () => {
  const { client, calls } = await serve();
  const { consume } = countedBy(client);
  const results = await Promise.all(Array.from({ length: 1_500 }, (_, n) => consume(item(n + 1))));
  expect(results.map(({ used }) => used)).toEqual(results.map((_, n) => n + 1));
  expect(calls.map(({ length }) => length)).toEqual([1_000, 500]);
});

it('sends again under the same keys after a lost connection', async () => {
  const { client, calls } = await serve(1);
  await expect(countedBy(client).consume(item(3))).resolves.toMatchObject({ outcome: 'granted' });
  expect(calls).toHaveLength(2);
  expect(calls[1]).toEqual(calls[0]);
  expect(calls[0]![0]!.idempotencyKey).toMatch(/^[0-9a-f-]{36}$/);
});
