import { mkdtempSync, mkdirSync, openSync, ftruncateSync, closeSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { idToBytes, newId, randomToken, SECOND, sha256 } from '@tenantry/kernel';
import { Catcher } from '../test/catcher';
import { Fleet, until } from '../test/fleet';
import { call as callOn, portalSecret, viaPortal } from '../test/http';
import { furnish, olga } from '../test/installation';

/** What the switch promises, with a second to spare for the clocks of two processes. */
const EVERYWHERE = 5 * SECOND;
const HOST = 'acme.localhost';
const PASSWORD = 'a password of her own';
const ada = { username: 'ada', firstName: 'Ada', lastName: 'Byron', email: 'ada@acme.test' };
const ARCHIVE = 200 * 1024 ** 2;

let scratch: Scratch;
let catcher: Catcher;
let fleet: Fleet;
let files: string;
let tenantId: string;
let operator: Record<string, string>;
/** Of Ada, one on each process. */
let sessions: { accessToken: string; sessionToken: string }[];
let tenantKey: string;
let platformKey: string;
let exportId: string;
const invitation = randomToken();

const rows = <T>(sql: string, values: unknown[] = []): Promise<T[]> =>
  scratch.database.query<T[]>(sql, values);
const call = (ship: number, path: string, headers: Record<string, string>, body?: object) =>
  callOn(fleet.ships[ship]!.address, path, headers, body);
const asked = (path: string, input: object) => `${path}?input=${encodeURIComponent(JSON.stringify(input))}`;
const atHome = (session?: { accessToken: string }) =>
  viaPortal(HOST, session && { authorization: `Bearer ${session.accessToken}` });
const signIn = (ship: number, password = PASSWORD) =>
  call(ship, 'auth.signIn', atHome(), { login: 'ada', password });

/** What each process answers, in the order of the fleet. */
const everywhere = <T>(ask: (ship: number) => Promise<T>): Promise<T[]> => Promise.all([0, 1, 2].map(ask));
const statuses = (ask: (ship: number) => Promise<{ status: number }>) =>
  everywhere(async (ship) => (await ask(ship)).status);
const consumed = (ship: number) =>
  call(
    ship,
    'capabilities.consume',
    { 'x-api-key': platformKey },
    {
      items: [{ tenant: 'acme', key: 'canned_messages', quantity: 1 }],
    },
  ).then(({ data }) => data.results[0].code ?? data.results[0].outcome);
const ways = {
  'signing in': (ship: number) => signIn(ship),
  'a running session': (ship: number) => call(ship, 'users.profile', atHome(sessions[ship]!)),
  'renewing it': (ship: number) =>
    call(ship, 'auth.refresh', atHome(), { sessionToken: sessions[ship]!.sessionToken }),
  'a key of the tenant': (ship: number) =>
    call(ship, asked('capabilities.usage', {}), { 'x-api-key': tenantKey }),
  'a link sent before': (ship: number) =>
    call(ship, asked('auth.activation', { token: invitation }), atHome()),
};

interface Reading {
  response: IncomingMessage;
  /** Reads the rest: whether all of it came. */
  rest(): Promise<{ bytes: number; whole: boolean }>;
}

/** A download whose reader pauses after the first bytes. */
function reading(ship: number): Promise<Reading> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', ...atHome(sessions[ship]!) };
    const url = `${fleet.ships[ship]!.address}/download/exports.download`;
    const outgoing = request(url, { method: 'POST', headers, agent: false }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`${response.statusCode}`));
      let bytes = 0;
      const ended = new Promise<{ bytes: number; whole: boolean }>((done) => {
        response.on('error', () => undefined);
        response.once('close', () => done({ bytes, whole: response.complete }));
      });
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes === chunk.length) {
          response.pause();
          resolve({ response, rest: () => (response.resume(), ended) });
        }
      });
    });
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify({ exportId }));
  });
}

async function archive(): Promise<void> {
  exportId = newId();
  mkdirSync(join(files, 'exports', tenantId), { recursive: true });
  const file = openSync(join(files, 'exports', tenantId, `${exportId}.zip`), 'w');
  ftruncateSync(file, ARCHIVE);
  closeSync(file);
  await rows(
    `INSERT INTO exports (id, tenant_id, state, running, begun_by_kind, begun_by, parts, bytes, expires_at)
     VALUES (?, ?, 'ready', NULL, 'user', 'Ada', 1, ?, NOW(3) + INTERVAL 1 DAY)`,
    [idToBytes(exportId), idToBytes(tenantId), ARCHIVE],
  );
}

/** A mail that anybody may get at any time. */
async function post(): Promise<string> {
  const params = { name: 'Olga', companyName: 'Acme', capability: 'widgets', quantity: 1, note: '' };
  const id = newId();
  await rows(
    `INSERT INTO outbox (id, tenant_id, letter, to_address, language, time_zone, params, message_id, next_attempt_at)
     VALUES (?, ?, 'expansion-declined', ?, 'en', 'UTC', ?, ?, NOW(3))`,
    [
      ...[idToBytes(id), idToBytes(tenantId), ada.email],
      ...[JSON.stringify({ ...params, address: 'http://acme.localhost' }), `<${id}@x.test>`],
    ],
  );
  return id;
}
const stateOf = async (mail: string) =>
  (await rows<{ state: string }>('SELECT state FROM outbox WHERE id = ?', [idToBytes(mail)]))[0]!.state;

async function signInEverywhere(): Promise<void> {
  sessions = await everywhere(async (ship) => (await signIn(ship)).data);
}

beforeAll(async () => {
  scratch = await scratchSchema([], { poolSize: 4 });
  catcher = await new Catcher().up();
  files = mkdtempSync(join(tmpdir(), 'tenantry-files-'));
  const env = {
    DATABASE_URL: scratch.url,
    PORTAL_SECRET: portalSecret,
    SMTP_URL: catcher.url,
    LOG_LEVEL: 'error',
    FILES: files,
  };
  fleet = new Fleet(env);
  await Promise.all([furnish(env), fleet.launch(3)]);
  const { data } = await call(0, 'auth.signIn', viaPortal('console.localhost'), olga);
  operator = viaPortal('console.localhost', { authorization: `Bearer ${data.accessToken}` });
  const oneTime = 'One-time-secret-4711';
  ({ tenantId } = (
    await call(0, 'tenants.create', operator, {
      ...{ idempotencyKey: newId(), companyName: 'Acme', slug: 'acme', size: '1-10', country: 'GB' },
      ...{ timeZone: 'Europe/London', language: 'en', notification: 'login_information', managedHost: true },
      admin: { ...ada, password: oneTime },
    })
  ).data);
  const first = await signIn(0, oneTime);
  await call(0, 'auth.changePassword', atHome(first.data), { current: oneTime, next: PASSWORD });
  await signInEverywhere();
  const keyOf = async (path: string, headers: Record<string, string>, more: object) =>
    (await call(0, path, headers, { name: 'Chat', expiresAt: null, ...more })).data.secret as string;
  tenantKey = await keyOf('keys.create', atHome(sessions[0]), { scopes: ['capabilities:read'] });
  platformKey = await keyOf('platformKeys.create', operator, {
    scopes: ['capabilities:consume'],
    tenants: 'all',
  });
  await archive();
  await call(0, 'users.invite', atHome(sessions[0]), {
    ...{ username: 'bob', firstName: 'Bob', lastName: 'Boole', email: 'bob@acme.test' },
    ...{ role: 'member', notification: 'activation_link' },
  });
  // A link whose token is known here.
  await rows('UPDATE one_time_tokens SET token_hash = ? WHERE tenant_id = ?', [
    sha256(invitation),
    idToBytes(tenantId),
  ]);
}, 120_000);
afterAll(async () => {
  fleet?.scuttle();
  await catcher?.down();
  await scratch?.drop();
  if (files) rmSync(files, { recursive: true, force: true });
});

describe('a tenant that is disabled on one of three processes', () => {
  it('is refused on all of them within five seconds, in every way there is', async () => {
    for (const way of Object.values(ways)) expect(await statuses(way)).toEqual([200, 200, 200]);
    expect(await everywhere(consumed)).toEqual(['granted', 'granted', 'granted']);
    await signInEverywhere();
    const readers = await everywhere(reading);

    const since = Date.now();
    expect((await call(1, 'tenants.disable', operator, { tenantId, reason: 'Unpaid' })).status).toBe(200);
    const mail = await post();
    const late = () => EVERYWHERE - (Date.now() - since);
    for (const [name, way] of Object.entries(ways))
      await until(
        `${name} is refused everywhere`,
        async () => (await statuses(way)).every((status) => status >= 400 && status < 500),
        late(),
      );
    await until(
      'nothing is counted anywhere',
      async () => (await everywhere(consumed)).every((code) => code === 'tenant_disabled'),
      late(),
    );
    await until('its mail is held', async () => (await stateOf(mail)) === 'held', late());
    // Whoever reads slowly finds out by the end of what is under way; by now nothing more is added to it.
    await until('the time is nearly over', () => late() < SECOND);
    for (const { rest } of readers) {
      const { bytes, whole } = await rest();
      expect(whole).toBe(false);
      expect(bytes).toBeLessThan(ARCHIVE);
    }
    await until(
      'the notice has gone out',
      () => catcher.taken.filter(({ to }) => to === ada.email).length === 2,
    );
    expect(await stateOf(mail)).toBe('held');
    for (const way of Object.values(ways))
      expect(await statuses(way)).not.toEqual(expect.arrayContaining([200]));
  }, 60_000);

  it('is as it was once it is enabled on another, but for its sessions and the links sent before', async () => {
    const contractId = newId();
    await rows(
      `INSERT INTO contracts (id, tenant_id, type, session_minutes, starts_at) VALUES (?, ?, 'session', 60, NOW(3))`,
      [idToBytes(contractId), idToBytes(tenantId)],
    );
    await rows(
      `INSERT INTO contract_counters (contract_id, tenant_id, purchased, consumed, next_step_at)
       VALUES (?, ?, 100, 86, 75)`,
      [idToBytes(contractId), idToBytes(tenantId)],
    );
    const enabled = await statuses((ship) => call(ship, 'tenants.enable', operator, { tenantId }));
    expect(enabled.sort()).toEqual([200, 409, 409]);
    const restored = ['signing in', 'a key of the tenant'] as const;
    for (const name of restored)
      await until(`${name} works everywhere`, async () =>
        (await statuses(ways[name])).every((status) => status === 200),
      );
    await until('it is counted everywhere', async () =>
      (await everywhere(consumed)).every((outcome) => outcome !== 'tenant_disabled'),
    );
    for (const name of ['a running session', 'renewing it', 'a link sent before'] as const)
      expect(await statuses(ways[name])).not.toEqual(expect.arrayContaining([200]));

    const claims = await rows<{ step: number }>('SELECT step FROM threshold_claims ORDER BY step');
    expect(claims.map(({ step }) => step)).toEqual([75, 85]);
    await until('every mail has left the queue', async () => {
      const states = await rows<{ state: string }>(
        "SELECT state FROM outbox WHERE state IN ('queued', 'held')",
      );
      return states.length === 0;
    });
    const letters = await rows<{ letter: string; n: string }>(
      `SELECT letter, COUNT(*) AS n FROM outbox WHERE to_address = ? GROUP BY letter ORDER BY letter`,
      [ada.email],
    );
    expect(letters.map(({ letter, n }) => `${letter} ${n}`)).toEqual([
      'expansion-declined 1',
      'login-information 1',
      'tenant-disabled 1',
      'tenant-enabled 1',
      'threshold 1',
    ]);
    expect(await fleet.stop()).toEqual([0, 0, 0]);
  }, 60_000);
});
