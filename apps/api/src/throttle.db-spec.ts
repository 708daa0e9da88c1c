import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Operators } from '@tenantry/accounts';
import { scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { newId, newIdBytes } from '@tenantry/kernel';
import { OperationLogs } from '@tenantry/logs';
import { call, portalSecret, viaPortal } from '../test/http';
import { boot } from './boot';
import type { Running } from './boot';
import { readEnv } from './env';
import { createLogger } from './logger';

jest.setTimeout(60_000);

const HOST = 'console.localhost';
const password = 'lichen over the wet slate';

let scratch: Scratch;
/** Two processes of one installation. */
let apis: Running[];
let forged = 0;

/** Straight to the API, with every header that ever carried an address. */
const forging = () => {
  const ip = `198.51.100.${++forged % 250}`;
  return {
    host: HOST,
    'x-tenantry-ip': ip,
    'x-tenantry-host': HOST,
    'x-forwarded-for': `${ip}, 10.0.0.1`,
    'x-real-ip': ip,
    forwarded: `for=${ip}`,
    'cf-connecting-ip': ip,
    'true-client-ip': ip,
  };
};
const signIn = (login: string, text: string, headers: Record<string, string>, api = apis[forged % 2]!) =>
  call(api.address, 'auth.signIn', headers, { login, password: text });
const addresses = async () =>
  (await scratch.database.query<{ address: string }[]>('SELECT DISTINCT address FROM sign_in_attempts')).map(
    ({ address }) => address,
  );
const forget = () => scratch.database.query('DELETE FROM sign_in_attempts');

beforeAll(async () => {
  scratch = await scratchSchema([], { poolSize: 2 });
  const env = readEnv({
    DATABASE_URL: scratch.url,
    PORTAL_SECRET: portalSecret,
    SMTP_URL: 'smtp://127.0.0.1:1',
  });
  const start = () => boot({ ...env, listen: { host: '127.0.0.1', port: 0 } }, createLogger('silent'));
  apis = [await start(), await start()];
  const origin = { tenantId: null, host: null, ip: null, userAgent: null, requestId: newId() };
  const spec = { ...origin, actor: { kind: 'system' as const, id: null, name: 'spec' } };
  const { app } = apis[0]!;
  const who = { ...spec, record: (entry: never) => app.get(OperationLogs).record(spec, entry) };
  const operators = app.get(Operators, { strict: false });
  await operators.create({ email: 'olga@x.test', name: 'Olga', role: 'admin', password }, who);
});
afterAll(async () => {
  for (const api of apis ?? []) await api.stop();
  await scratch?.drop();
});

describe('whoever calls the API itself', () => {
  it('is counted under the address of the connection, whatever its headers say', async () => {
    for (let i = 0; i < 4; i++)
      expect((await signIn(`nobody-${i}@x.test`, 'wrong wrong', forging())).status).toBe(401);
    expect(await addresses()).toEqual(['127.0.0.1']);
    for (let i = 0; i < 96; i++)
      await scratch.database.query('INSERT INTO sign_in_attempts VALUES (?, ?, ?, ?, ?)', [
        newIdBytes(),
        Buffer.alloc(32, i),
        '127.0.0.1',
        'failed',
        new Date(),
      ]);
    for (const api of apis)
      expect(await signIn(`nobody-${forged}@x.test`, 'wrong wrong', forging(), api)).toMatchObject({
        status: 429,
        code: 'sign_in_throttled',
        retryAfter: expect.stringMatching(/^(8\d\d|900)$/),
      });
    expect((await signIn('olga@x.test', password, viaPortal(HOST))).status).toBe(200);
  });

  it('is turned away before any count when it claims to be the portal', async () => {
    await forget();
    const answer = await signIn('olga@x.test', 'wrong wrong', {
      ...forging(),
      'x-tenantry-portal': 'a guess',
    });
    expect(answer).toMatchObject({ status: 401, code: 'portal_secret' });
    expect(await addresses()).toEqual([]);
  });

  it('gets ten guesses at an account from all processes together, and locks no known address out', async () => {
    await forget();
    const home = viaPortal(HOST, { 'x-tenantry-ip': '2001:db8::1' });
    expect((await signIn('olga@x.test', password, home)).status).toBe(200);
    for (let i = 0; i < 10; i++)
      expect((await signIn('olga@x.test', 'wrong wrong', forging())).status).toBe(401);
    for (const api of apis) expect((await signIn('olga@x.test', password, forging(), api)).status).toBe(429);
    // A neighbour in the same /64, which is one subscriber.
    const next = viaPortal(HOST, { 'x-tenantry-ip': '2001:db8::2' });
    for (const headers of [home, next])
      expect((await signIn('olga@x.test', password, headers)).status).toBe(200);
  });

  it('in a batch is counted by calls, not by requests', async () => {
    await forget();
    const names = Array.from({ length: 10 }, () => 'auth.signIn').join(',');
    const body = Object.fromEntries(
      Array.from({ length: 10 }, (_, n) => [n, { login: 'olga@x.test', password: 'wrong wrong' }]),
    );
    await call(apis[0]!.address, `${names}?batch=1`, forging(), body);
    const [{ count }] = (await scratch.database.query<{ count: string }[]>(
      "SELECT COUNT(*) AS count FROM sign_in_attempts WHERE outcome = 'failed'",
    )) as [{ count: string }];
    expect(Number(count)).toBe(10);
    expect((await signIn('olga@x.test', password, forging())).status).toBe(429);
  });
});
