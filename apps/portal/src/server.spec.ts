import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const folder = mkdtempSync(join(tmpdir(), 'portal-server-'));
const script = join(folder, 'server.mjs');

beforeAll(() => {
  cpSync(join(process.cwd(), 'apps/portal/server.mjs'), script);
  mkdirSync(join(folder, 'build'));
  writeFileSync(
    join(folder, 'build/handler.js'),
    'exports.handler = (req, res) => res.end(req.headers["x-forwarded-for"]);',
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const env = (hops: string) => ({ ...process.env, NODE_OPTIONS: '', PORTAL_PORT: '0', TRUST_PROXY: hops });

async function callerSeen(hops: string, chain: string): Promise<string> {
  const server = spawn(process.execPath, [script], { env: env(hops), stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await server.stdout.setEncoding('utf8').take(1).toArray();
    const { port } = JSON.parse(line as string) as { port: number };
    const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { 'x-forwarded-for': chain } });
    return await response.text();
  } finally {
    server.kill();
  }
}

describe('TRUST_PROXY', () => {
  it.each([
    ['', '10.0.0.1, 10.0.0.2', '127.0.0.1'],
    ['0', '10.0.0.1, 10.0.0.2', '127.0.0.1'],
    ['1', '10.0.0.1, 10.0.0.2', '10.0.0.2'],
    ['2', '10.0.0.1, 10.0.0.2, 10.0.0.3', '10.0.0.2'],
    ['3', '10.0.0.1, 10.0.0.2', '10.0.0.1'],
  ])('%j takes the caller of %j to be %s', async (hops, chain, caller) => {
    expect(await callerSeen(hops, chain)).toBe(caller);
  });

  it.each(['10.0.0.1', '-1', 'true', '1.5'])('%j stops the start with one sentence', (text) => {
    const { status, stderr } = spawnSync(process.execPath, [script], { env: env(text), encoding: 'utf8' });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'TRUST_PROXY: Set it to the number of proxies before the portal, 0 to 9, or leave it empty.\n',
    });
  });
});
