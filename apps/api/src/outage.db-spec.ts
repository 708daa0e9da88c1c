import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate } from '@tenantry/database';
import { newId } from '@tenantry/kernel';
import { until } from '../test/fleet';
import { call, portalSecret, viaPortal } from '../test/http';
import { furnish, olga } from '../test/installation';
import { boot } from './boot';
import type { Running } from './boot';
import { readEnv } from './env';
import { createLogger } from './logger';

interface Server {
  url: string;
  stop(): Promise<unknown>;
}
type Tools = {
  durableDatabase(options: Record<string, unknown>): Promise<Server>;
  freePorts(): Promise<{ database: number }>;
};

const tool = (name: string) =>
  import(pathToFileURL(join(import.meta.dirname, '../../../tools', name)).href) as Promise<Tools>;
const lines: Record<string, unknown>[] = [];
const logger = createLogger('warn', { write: (line: string) => void lines.push(JSON.parse(line)) });
const here = viaPortal('console.localhost');
const away = 'database_unavailable';

let folder: string;
let start: () => Promise<Server>;
let server: Server;
let api: Running;
let apiKey: string;

const ask = async (path: string, headers: Record<string, string>, body?: object) => {
  const { status, code, retryAfter, data } = await call(api.address, path, headers, body);
  return { said: `${status} ${code ?? 'none'}`, retryAfter, data };
};
const signIn = () => ask('auth.signIn', here, olga);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tenantry-outage-'));
  const { database: port } = await (await tool('ports.mjs')).freePorts();
  const options = { dir: folder, port, password: 'spec', log: join(folder, 'log') };
  const { durableDatabase } = await tool('private-db.mjs');
  start = () => durableDatabase(options);
  server = await start();
  await migrate(server.url);
  const env = { DATABASE_URL: server.url, PORTAL_SECRET: portalSecret, SMTP_URL: 'smtp://127.0.0.1:1' };
  ({ apiKey } = await furnish(env));
  api = await boot({ ...readEnv(env), listen: { host: '127.0.0.1', port: 0 } }, logger);
}, 120_000);
afterAll(async () => {
  await api?.stop();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('while the database is away', () => {
  it('everything that asks it is answered 503, nothing is guessed, and all goes on when it is back', async () => {
    const signedIn = await signIn();
    expect(signedIn.said).toBe('200 none');
    const { accessToken, sessionToken } = signedIn.data;
    const bearer = { ...here, authorization: `Bearer ${accessToken}` };
    const all = () =>
      Promise.all([
        signIn(),
        ask('auth.refresh', here, { sessionToken }),
        ask('gate.current', viaPortal('acme.localhost')),
        ask(`auth.activation?input=${encodeURIComponent('{"token":"x"}')}`, viaPortal('acme.localhost')),
        ask(`auth.resetLink?input=${encodeURIComponent('{"token":"x"}')}`, here),
        ask('auth.requestReset', here, { login: olga.login }),
        ask('conversations.report', { 'x-api-key': apiKey }, { conversations: [] }),
        ask('gate.current', bearer),
        ask('auth.totp.state', bearer),
      ]);
    await server.stop();
    // For half a second it is known who asks.
    await until(
      'the session is forgotten',
      async () => (await ask('gate.current', bearer)).said !== '200 none',
    );
    const bugs = lines.length;
    for (let round = 0; round < 2; round++)
      for (const { said, retryAfter } of await all()) {
        expect(said).toMatch(/^503 (database_)?unavailable$/);
        expect(retryAfter).toBe('2');
      }
    expect((await signIn()).said).toBe(`503 ${away}`);
    expect(lines.slice(bugs).filter(({ msg }) => msg === 'bug')).toEqual([]);
    expect(lines.slice(bugs).filter(({ msg }) => msg === 'unavailable').length).toBeGreaterThan(5);

    server = await start();
    expect((await signIn()).said).toBe('200 none');
    const back = await ask('auth.refresh', here, { sessionToken });
    expect(back.said).toBe('200 none');
    const again = { ...here, authorization: `Bearer ${back.data.accessToken}` };
    expect((await ask('gate.current', again)).data.who).toMatchObject({ kind: 'operator' });
    expect(
      (await ask(`auth.resetLink?input=${encodeURIComponent(`{"token":"${newId()}"}`)}`, here)).said,
    ).toBe('404 link_dead');
  }, 120_000);
});
