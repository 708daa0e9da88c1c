import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { migrate, openDataSource } from '@tenantry/database';
import { idToBytes, newId } from '@tenantry/kernel';
import { Passwords } from '@tenantry/passwords';
import type { DataSource } from 'typeorm';

const root = process.cwd();
const portalSecret = 'the portal of a benchmark and of nothing else';
export const CONSOLE = 'console.localhost';
export const password = 'lichen over the wet slate';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** One process of the API as it is deployed, on the benchmark's own database, with operators who can sign in. */
export class ApiProcess {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 512 });

  private constructor(
    private readonly child: ChildProcess,
    private readonly port: number,
    readonly source: DataSource,
    readonly logins: string[],
    readonly passwordHash: string,
  ) {}

  static async start(operators: number): Promise<ApiProcess> {
    const url = process.env['TEST_DATABASE_URL']!;
    const out = join(process.env['BENCH_DIR']!, 'api');
    const rolldown = join(root, 'node_modules/rolldown/bin/cli.mjs');
    execFileSync(process.execPath, [rolldown, '-c', '-d', out], { cwd: root, stdio: 'pipe' });
    await migrate(url);
    const source = await openDataSource({ url, poolSize: 2 }, []);
    const passwordHash = await new Passwords().hash(password);
    const logins = Array.from({ length: operators }, (_, n) => `operator-${n}@bench.test`);
    for (const login of logins)
      await source.query(
        `INSERT INTO operators (id, email, email_key, search_key, name, password_hash, role, state, language, time_zone)
         VALUES (?, ?, ?, ?, 'Bench', ?, 'admin', 'active', 'en', 'UTC')`,
        [idToBytes(newId()), login, login, login, passwordHash],
      );
    const port = await freePort();
    const env = {
      ...process.env,
      DATABASE_URL: url,
      API_PORT: String(port),
      PORTAL_SECRET: portalSecret,
      SMTP_URL: 'smtp://127.0.0.1:1',
      LOG_LEVEL: 'error',
    };
    const child = spawn(process.execPath, [join(out, 'api.js')], { cwd: root, env, stdio: 'inherit' });
    // Also when the benchmark fails half-way.
    process.once('exit', () => child.kill('SIGKILL'));
    const api = new ApiProcess(child, port, source, logins, passwordHash);
    while ((await api.get('/health/ready').catch(() => 0)) !== 200)
      await new Promise((resolve) => setTimeout(resolve, 50));
    return api;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await new Promise((resolve) => this.child.once('exit', resolve));
    this.agent.destroy();
    await this.source.destroy();
  }

  async signIn(login: string, host = CONSOLE): Promise<{ accessToken: string }> {
    return this.post('auth.signIn', { login, password }, { 'x-tenantry-host': host });
  }

  async post<T>(procedure: string, input: object, headers: Record<string, string> = {}): Promise<T> {
    const { status, text } = await this.send('POST', `/trpc/${procedure}`, headers, input);
    if (status !== 200) throw new Error(`${procedure} was answered ${status}: ${text}`);
    return JSON.parse(text).result.data;
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<number> {
    return (await this.send('GET', path, headers)).status;
  }

  private send(method: string, path: string, more: Record<string, string>, body?: object) {
    const headers = {
      'content-type': 'application/json',
      'x-tenantry-portal': portalSecret,
      'x-tenantry-host': CONSOLE,
      'x-tenantry-ip': '203.0.113.9',
      ...more,
    };
    return new Promise<{ status: number; text: string }>((resolve, reject) => {
      const { port, agent } = this;
      const outgoing = request({ host: '127.0.0.1', port, path, method, agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode!, text }));
      });
      outgoing.on('error', reject);
      outgoing.end(body && JSON.stringify(body));
    });
  }
}

/** `count` pieces of work by callers that begin the next when the last is done. */
export async function inTurns(count: number, callers: number, work: (index: number) => Promise<unknown>) {
  let next = 0;
  const caller = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: callers }, caller));
}
