import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Operators } from '@tenantry/accounts';
import { scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { newId } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { ApiKeys } from '@tenantry/keys';
import { OperationLogs } from '@tenantry/logs';
import { boot } from './boot';
import type { Running } from './boot';
import { readEnv } from './env';
import { createLogger } from './logger';

const portalSecret = 'the portal of this spec and nobody else';
const password = 'an operator of long standing';
const lines: Record<string, unknown>[] = [];
const logger = createLogger('debug', { write: (line: string) => void lines.push(JSON.parse(line)) });

let scratch: Scratch;
let api: Running;
let accessToken: string;

const start = () =>
  boot(
    {
      ...readEnv({ DATABASE_URL: scratch.url, PORTAL_SECRET: portalSecret, SMTP_URL: 'smtp://127.0.0.1:1' }),
      listen: { host: '127.0.0.1', port: 0 },
    },
    logger,
  );

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever came, the expectations say what it must be
  body: any;
}

/** Plain HTTP, as anybody can send it: no client of ours decides what goes out. */
function ask(
  path: string,
  options: { headers?: Record<string, string>; body?: unknown; method?: string } = {},
) {
  return new Promise<Answer>((resolve, reject) => {
    const { headers = {}, body, method = body === undefined ? 'GET' : 'POST' } = options;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const type = { 'content-type': 'application/json', ...headers };
    const outgoing = request(api.address + path, { method, headers: type, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const raw = Buffer.concat(chunks).toString();
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          body: raw ? JSON.parse(raw) : null,
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(text);
  });
}

const portal = (host: string, more: Record<string, string> = {}) => ({
  'x-tenantry-portal': portalSecret,
  'x-tenantry-host': host,
  'x-tenantry-proto': 'http',
  'x-tenantry-ip': '203.0.113.9',
  ...more,
});
const asOperator = (more: Record<string, string> = {}) =>
  portal('console.localhost:4300', { authorization: `Bearer ${accessToken}`, ...more });

const acme = (change: object = {}) => ({
  idempotencyKey: newId(),
  companyName: 'Acme',
  slug: 'acme',
  size: '1-10',
  country: 'GB',
  timeZone: 'Europe/London',
  language: 'en',
  notification: 'activation_link',
  managedHost: true,
  admin: { username: 'ada', firstName: 'Ada', lastName: 'Lovelace', email: 'ada@acme.test' },
  ...change,
});
const register = (change: object = {}, headers: Record<string, string> = {}) =>
  ask('/trpc/tenants.create', { headers: asOperator(headers), body: acme(change) });

function commandLine(): Who {
  const who = {
    actor: { kind: 'system' as const, id: null, name: 'spec' },
    tenantId: null,
    host: null,
    ip: null,
  };
  const whole = { ...who, userAgent: null, requestId: newId() };
  return { ...whole, record: (entry) => api.app.get(OperationLogs).record(whole, entry) };
}

beforeAll(async () => {
  // Two connections: what else is open at the end is the application's.
  scratch = await scratchSchema([], { poolSize: 2 });
  api = await start();
  await api.app
    .get(Operators, { strict: false })
    .create({ email: 'olga@tenantry.test', name: 'Olga', role: 'admin', password }, commandLine());
  const signedIn = await ask('/trpc/auth.signIn', {
    headers: portal('console.localhost:4300'),
    body: { login: 'olga@tenantry.test', password },
  });
  accessToken = signedIn.body.result.data.accessToken;
});
afterAll(async () => {
  await api?.stop();
  await scratch?.drop();
});

describe('an error', () => {
  const id = expect.stringMatching(/^[0-9a-f-]{36}$/);

  it('of an unknown procedure says so, with the request’s id', async () => {
    const { status, body, headers } = await ask('/trpc/tenants.obliterate');
    expect(status).toBe(404);
    expect(body.error).toMatchObject({ data: { code: 'NOT_FOUND', path: 'tenants.obliterate', id } });
    expect(body.error.data.id).toBe(headers['x-request-id']);
  });

  it('of the domain carries its kind, its details and its sentence', async () => {
    const country = { step: 'company', field: 'country', code: 'unknown_country' };
    const { status, body } = await register({ country: 'XX' });
    expect(status).toBe(400);
    expect(body.error).toEqual({
      message: 'This is not a country code of ISO 3166, such as DE.',
      code: -32600,
      data: {
        code: 'BAD_REQUEST',
        httpStatus: 400,
        path: 'tenants.create',
        kind: 'invalid',
        details: {
          ...country,
          faults: [{ ...country, message: 'This is not a country code of ISO 3166, such as DE.' }],
        },
        id,
      },
    });
  });

  it('of malformed input names the field', async () => {
    const { status, body } = await register({ admin: { ...acme().admin, email: 7 }, owner: 'me' });
    expect(status).toBe(400);
    expect(body.error.data.details.fields).toEqual([
      expect.objectContaining({ field: 'admin.email' }),
      expect.objectContaining({ code: 'unrecognized_keys' }),
    ]);
  });

  it('that is a bug is a bare 500 with an id, and the log has its stack under that id', async () => {
    await scratch.source.query(
      "CREATE TRIGGER broken BEFORE INSERT ON tenants FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'inner words'",
    );
    const { status, body } = await register({ companyName: 'Confidential Ltd' });
    await scratch.source.query('DROP TRIGGER broken');
    expect(status).toBe(500);
    expect(body.error.message).toBe('Something went wrong on our side.');
    expect(body.error.data).toMatchObject({ kind: 'bug', details: {}, id });
    expect(JSON.stringify(body)).not.toMatch(/inner words|\.ts|\.js|stack/);
    const bug = lines.find((line) => line['msg'] === 'bug' && line['requestId'] === body.error.data.id);
    expect(bug).toMatchObject({
      path: 'tenants.create',
      err: { message: 'inner words', stack: expect.any(String) },
    });
    expect(JSON.stringify(bug)).not.toContain('Confidential');
  });
});

describe('what is sent', () => {
  it('may hold ten calls and no more', async () => {
    const batch = (size: number) =>
      ask(`/trpc/${Array(size).fill('gate.current').join(',')}?batch=1&input={}`);
    expect((await batch(10)).body).toHaveLength(10);
    const refused = await batch(11);
    expect(refused.status).toBe(400);
    expect(refused.body.error).toMatchObject({
      message: 'At most 10 calls a batch.',
      data: { id: expect.any(String) },
    });
    expect((await ask(`/trpc/${','.repeat(1_900)}?batch=1`)).status).toBe(400);
  });

  it('may be 2 MB long and no longer', async () => {
    const send = (size: number) =>
      ask('/trpc/auth.signIn', { body: JSON.stringify({ login: 'x'.repeat(size) }) });
    expect((await send(2_000_000)).status).toBe(400);
    const refused = await send(2_200_000);
    expect(refused.status).toBe(413);
    expect(refused.body.error.data).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', id: expect.any(String) });
  });

  it('is JSON or refused: no form of another site gets through', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const { status } = await ask('/trpc/auth.signIn', { headers: { 'content-type': type }, body: '--x--' });
      expect(`${type} ${status}`).toBe(`${type} 415`);
    }
    expect((await ask('/trpc/auth.signIn', { body: '{"login":' })).status).toBe(400);
    expect((await ask('/trpc/auth.signIn', { method: 'GET' })).status).toBe(405);
    // A question may come as a body, where it is too long for an address.
    const asked = await ask('/trpc/gate.current', { body: {}, headers: { host: 'console.localhost' } });
    expect(asked).toMatchObject({ status: 200, body: { result: { data: { surface: 'console' } } } });
  });

  it('by a service may be a thousand conversations at once', async () => {
    const { body } = await register({ slug: 'thousand', companyName: 'Thousand' });
    const { secret } = await api.app
      .get(ApiKeys, { strict: false })
      .create(null, { name: 'chat', scopes: ['conversations:write'], allTenants: true }, commandLine());
    const conversations = Array.from({ length: 1_000 }, (_, number) => ({
      tenant: body.result.data.slug,
      id: `conversation-${number}-${'x'.repeat(60)}`,
      channel: 'whatsapp',
      user: { reference: newId(), name: 'ق'.repeat(60), email: `${newId()}@example.com`, role: 'customer' },
      initiatedBy: 'end_user',
      party: 'bot',
      subject: 'ü'.repeat(200),
      startedAt: new Date().toISOString(),
    }));
    const reported = await ask('/trpc/conversations.report', {
      headers: { 'x-api-key': secret },
      body: { conversations },
    });
    expect(reported.status).toBe(200);
    const outcomes = reported.body.result.data.results.map(({ outcome }: { outcome: string }) => outcome);
    expect(outcomes).toEqual(Array(1_000).fill('recorded'));
  });
});

describe('a change', () => {
  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['a sibling tenant’s page', { origin: 'http://acme.localhost:4300', 'sec-fetch-site': 'same-site' }],
    ['a page that hides its origin', { 'sec-fetch-site': 'cross-site' }],
  ])('from %s is refused', async (_, headers) => {
    const { status, body } = await register({ slug: 'foreign' }, headers);
    expect(status).toBe(403);
    expect(body.error.data.details.code).toBe('foreign_origin');
  });

  it('from the very host passes, and its log row knows who, where and which request', async () => {
    const requestId = `portal-${newId()}`;
    const headers = {
      origin: 'http://console.localhost:4300',
      'sec-fetch-site': 'same-origin',
      'x-request-id': requestId,
    };
    const {
      status,
      body,
      headers: answered,
    } = await register({ slug: 'own' }, { ...headers, 'user-agent': 'spec/1' });
    expect(status).toBe(200);
    expect(answered['x-request-id']).toBe(requestId);
    const log = await ask(
      `/trpc/log.list?input=${encodeURIComponent(JSON.stringify({ tenantId: body.result.data.tenantId }))}`,
      { headers: asOperator() },
    );
    const created = log.body.result.data.items.find(
      ({ action }: { action: string }) => action === 'tenant.created',
    );
    expect(created).toMatchObject({
      ip: '203.0.113.9',
      userAgent: 'spec/1',
      requestId,
      actor: { name: 'Olga' },
    });
  });
});

describe('who asks', () => {
  const current = (headers: Record<string, string>) => ask('/trpc/gate.current', { headers });

  it('is told by the portal only if it knows the secret', async () => {
    await register({ slug: 'spoofed', companyName: 'Spoofed' });
    const host = { 'x-tenantry-host': 'spoofed.localhost' };
    expect((await current(portal('spoofed.localhost:4300'))).body.result.data.tenant.slug).toBe('spoofed');
    expect((await current(host)).status).toBe(400);
    expect((await current({ ...host, host: 'unknown.localhost' })).status).toBe(404);
    const wrong = await current({ ...host, 'x-tenantry-portal': 'guessed' });
    expect(wrong.status).toBe(401);
    expect(wrong.body.error.data).toMatchObject({
      details: { code: 'portal_secret' },
      id: expect.any(String),
    });
  });

  it('keeps its request id and address to itself without the secret, and a malformed id anyway', async () => {
    const mine = 'a-request-id-of-my-own';
    expect((await current({ 'x-request-id': mine })).headers['x-request-id']).not.toBe(mine);
    expect((await current(portal('cx.localhost', { 'x-request-id': mine }))).headers['x-request-id']).toBe(
      mine,
    );
    const bad = 'id with\tblanks and "quotes"';
    expect((await current(portal('cx.localhost', { 'x-request-id': bad }))).headers['x-request-id']).not.toBe(
      bad,
    );
  });

  it('gets 401 for credentials that do not hold, whatever the procedure', async () => {
    expect((await current(portal('cx.localhost'))).status).toBe(200);
    expect((await current(portal('cx.localhost', { authorization: 'Bearer nonsense' }))).status).toBe(401);
    expect((await current(portal('cx.localhost', { authorization: 'Basic eDp5' }))).status).toBe(401);
    expect((await current(portal('cx.localhost', { 'x-api-key': 'tnk_nonsense' }))).status).toBe(401);
    expect((await current(portal('cx.localhost', { authorization: `Bearer ${accessToken}` }))).status).toBe(
      401,
    );
    expect((await current(asOperator())).body.result.data.who).toMatchObject({
      kind: 'operator',
      name: 'Olga',
    });
    expect((await current(asOperator({ 'x-api-key': 'tnk_nonsense' }))).status).toBe(401);
  });

  it('never reads a secret in the log', async () => {
    const text = JSON.stringify(lines);
    for (const secret of [password, accessToken, portalSecret, 'tnk_']) expect(text).not.toContain(secret);
    expect(lines.find(({ msg, path }) => msg === 'request' && path === '/trpc/tenants.create')).toMatchObject(
      {
        method: 'POST',
        status: expect.any(Number),
        ms: expect.any(Number),
        actor: expect.stringMatching(/^operator:/),
        requestId: expect.any(String),
      },
    );
  });
});

describe('every answer', () => {
  it.each(['/', '/trpc', '/trpc/a/b', '/health', '/../etc/passwd', '/%'])('%s is nothing', async (path) => {
    expect([400, 404]).toContain((await ask(path)).status);
  });

  it('has the headers that keep it out of pages, and none that lets a page in', async () => {
    const { headers } = await ask('/trpc/gate.current', { headers: { origin: 'https://evil.example' } });
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    const preflight = await ask('/trpc/tenants.create', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example' },
    });
    expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('health', () => {
  it('is live and ready, and not ready while a migration is missing', async () => {
    expect(await ask('/health/live')).toMatchObject({ status: 200, body: { status: 'live' } });
    expect(await ask('/health/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
    await scratch.source.query("UPDATE migrations SET name = 'later' WHERE name = '0001-foundation'");
    expect(await ask('/health/ready')).toMatchObject({ status: 503, body: { obstacle: 'migrations' } });
    await scratch.source.query("UPDATE migrations SET name = '0001-foundation' WHERE name = 'later'");
  });
});

describe('a graceful stop', () => {
  it('finishes the call in flight, takes no new one, and lets go of the database', async () => {
    const blocker = scratch.source.createQueryRunner();
    await blocker.query('LOCK TABLES operation_log WRITE');
    const slow = register({ slug: 'in-flight' });
    let waiting: unknown;
    while (!waiting)
      [waiting] = await scratch.source.query(
        "SELECT 1 FROM information_schema.processlist WHERE db = DATABASE() AND state LIKE 'Waiting for table%'",
      );
    let stopped = false;
    const stopping = api.stop().then(() => (stopped = true));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(stopped).toBe(false);
    await expect(ask('/health/ready')).rejects.toThrow(/ECONNREFUSED|ECONNRESET/);
    await blocker.query('UNLOCK TABLES');
    await blocker.release();
    expect((await slow).body.result.data.slug).toBe('in-flight');
    await stopping;
    // The server forgets a closed connection a moment later; what is left are those of this spec.
    const { pool } = scratch.source.driver as unknown as { pool: { _allConnections: { length: number } } };
    let open = Infinity;
    while (open > pool._allConnections.length)
      open = Number(
        (
          await scratch.source.query(
            'SELECT COUNT(*) AS open FROM information_schema.processlist WHERE db = DATABASE()',
          )
        )[0].open,
      );
    expect(lines.filter(({ level }) => level === 'error' || level === 'fatal').map(({ msg }) => msg)).toEqual(
      ['bug'],
    );
    api = await start();
    expect((await ask('/health/ready')).status).toBe(200);
  });
});
