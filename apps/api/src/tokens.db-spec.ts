import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Operators } from '@tenantry/accounts';
import { scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { newId, Vault } from '@tenantry/kernel';
import { ApiKeys } from '@tenantry/keys';
import { OperationLogs } from '@tenantry/logs';
import { appCode } from '@tenantry/second-factors/test';
import { call, portalSecret, viaPortal } from '../test/http';
import type { Answer } from '../test/http';
import { boot } from './boot';
import type { Running } from './boot';
import { readEnv } from './env';
import { createLogger } from './logger';

jest.setTimeout(60_000);

const CONSOLE = 'console.localhost';
const HOME = 'acme.localhost';
const password = 'lichen over the wet slate';
const query = (path: string, input: object) => `${path}?input=${encodeURIComponent(JSON.stringify(input))}`;

let scratch: Scratch;
let api: Running;
/** One living token of each kind. */
const tokens: Record<string, string> = {};

const ask = (path: string, host: string, body?: object, headers: Record<string, string> = {}) =>
  call(api.address, path, viaPortal(host, headers), body);
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const report = {
  tenant: 'nobody-of-this-name',
  id: 'c1',
  channel: 'chat',
  user: null,
  initiatedBy: 'end_user',
  party: 'bot',
  startedAt: '2026-11-20T10:00:00Z',
};

/** Each way in, and whose token opens it. */
const doors: [name: string, own: string[], knock: (token: string) => Promise<Answer>][] = [
  [
    'as an access token on the console',
    ['operator’s access token'],
    (token) => ask('auth.sessions', CONSOLE, undefined, bearer(token)),
  ],
  [
    'as an access token on the tenant’s host',
    ['user’s access token', 'viewer’s access token'],
    (token) => ask(query('users.list', {}), HOME, undefined, bearer(token)),
  ],
  [
    'as an access token on the shared host',
    [],
    (token) => ask('auth.sessions', 'cx.localhost', undefined, bearer(token)),
  ],
  [
    'as an API key',
    ['platform’s key', 'tenant’s key'],
    (token) => call(api.address, 'conversations.report', { 'x-api-key': token }, { conversations: [report] }),
  ],
  [
    'refreshing on the console',
    ['operator’s session token'],
    (token) => ask('auth.refresh', CONSOLE, { sessionToken: token }),
  ],
  [
    'refreshing on the tenant’s host',
    ['user’s session token', 'viewer’s session token'],
    (token) => ask('auth.refresh', HOME, { sessionToken: token }),
  ],
  ['looking at an activation', ['activation'], (token) => ask(query('auth.activation', { token }), HOME)],
  ['activating', ['activation'], (token) => ask('auth.activate', HOME, { token, password })],
  [
    'looking at an operator’s invitation',
    ['operator’s invitation'],
    (token) => ask(query('auth.operatorInvitation', { token }), CONSOLE),
  ],
  [
    'accepting an operator’s invitation',
    ['operator’s invitation'],
    (token) => ask('auth.acceptOperatorInvitation', CONSOLE, { token, password }),
  ],
  ['looking at a reset', ['reset'], (token) => ask(query('auth.resetLink', { token }), HOME)],
  [
    'looking at an operator’s reset',
    ['operator’s reset'],
    (token) => ask(query('auth.resetLink', { token }), CONSOLE),
  ],
  ['resetting a password', ['reset'], (token) => ask('auth.reset', HOME, { token, password })],
  [
    'resetting an operator’s password',
    ['operator’s reset'],
    (token) => ask('auth.reset', CONSOLE, { token, password }),
  ],
  [
    'looking at a new address',
    ['e-mail change'],
    (token) => ask(query('auth.emailChangeLink', { token }), HOME),
  ],
  ['confirming an address', ['e-mail change'], (token) => ask('auth.confirmEmailChange', HOME, { token })],
  ['beginning to view the tenant', ['view'], (token) => ask('viewAs.enter', HOME, { token })],
  [
    'as a challenge',
    ['challenge'],
    (token) => ask('auth.secondFactor', HOME, { challenge: token, recoveryCode: recoveryCodes[0]! }),
  ],
];
let recoveryCodes: string[] = [];
let freshView: () => Promise<string>;

async function mailed(letter: string): Promise<string> {
  const [row] = await scratch.database.query<{ secrets: Buffer }[]>(
    'SELECT secrets FROM outbox WHERE letter = ? ORDER BY id DESC LIMIT 1',
    [letter],
  );
  return JSON.parse(api.app.get(Vault).decrypt('outbox', row!.secrets)).token;
}
async function signIn(host: string, login: string): Promise<Record<string, string>> {
  return (await ask('auth.signIn', host, { login, password })).data;
}
const good = async (answer: Promise<Answer>) => {
  const { status, data, code } = await answer;
  expect([status, code]).toEqual([200, undefined]);
  return data;
};

beforeAll(async () => {
  scratch = await scratchSchema([], { poolSize: 2 });
  const env = readEnv({
    DATABASE_URL: scratch.url,
    PORTAL_SECRET: portalSecret,
    SMTP_URL: 'smtp://127.0.0.1:1',
  });
  api = await boot({ ...env, listen: { host: '127.0.0.1', port: 0 } }, createLogger('silent'));
  const origin = { tenantId: null, host: null, ip: null, userAgent: null, requestId: newId() };
  const spec = { ...origin, actor: { kind: 'system' as const, id: null, name: 'spec' } };
  const who = { ...spec, record: (entry: never) => api.app.get(OperationLogs).record(spec, entry) };
  const operators = api.app.get(Operators, { strict: false });
  await operators.create({ email: 'olga@x.test', name: 'Olga', role: 'admin', password }, who);

  const olga = await signIn(CONSOLE, 'olga@x.test');
  const asOlga = bearer(olga['accessToken']!);
  tokens['operator’s access token'] = olga['accessToken']!;
  tokens['operator’s session token'] = olga['sessionToken']!;
  await good(
    ask('operators.invite', CONSOLE, { email: 'otto@x.test', name: 'Otto', role: 'support' }, asOlga),
  );
  tokens['operator’s invitation'] = await mailed('operator-invitation');
  const admin = { username: 'ada', firstName: 'Ada', lastName: 'Byron', email: 'ada@acme.test' };
  const { tenantId } = await good(
    ask(
      'tenants.create',
      CONSOLE,
      {
        idempotencyKey: newId(),
        companyName: 'Acme',
        slug: 'acme',
        size: '1-10',
        country: 'GB',
        timeZone: 'Europe/London',
        language: 'en',
        notification: 'activation_link',
        managedHost: true,
        admin,
      },
      asOlga,
    ),
  );
  await good(ask('auth.activate', HOME, { token: await mailed('activation'), password }));
  const keys = api.app.get(ApiKeys, { strict: false });
  const key = { name: 'Chat', scopes: ['conversations:write'] };
  tokens['platform’s key'] = (await keys.create(null, { ...key, allTenants: true }, who)).secret;
  tokens['tenant’s key'] = (await keys.create(tenantId, key, who)).secret;

  const ada = await signIn(HOME, 'ada');
  const asAda = bearer(ada['accessToken']!);
  const bea = {
    username: 'bea',
    firstName: 'Bea',
    lastName: 'Byron',
    email: 'bea@acme.test',
    role: 'member',
  };
  await good(ask('users.invite', HOME, { ...bea, notification: 'activation_link' }, asAda));
  tokens['activation'] = await mailed('activation');
  const { secret } = await good(ask('auth.totp.begin', HOME, {}, asAda));
  ({ recoveryCodes } = await good(
    ask('auth.totp.confirm', HOME, { code: appCode(secret, new Date()) }, asAda),
  ));
  tokens['user’s access token'] = ada['accessToken']!;
  tokens['user’s session token'] = ada['sessionToken']!;
  tokens['device’s mark'] = ada['device']!;
  tokens['challenge'] = (await signIn(HOME, 'ada'))['challenge']!;
  await good(ask('auth.requestEmailChange', HOME, { email: 'ada@new.test', password }, asAda));
  tokens['e-mail change'] = await mailed('email-change');
  await good(ask('auth.requestReset', HOME, { login: 'ada' }));
  tokens['reset'] = await mailed('password-reset');
  await good(ask('auth.requestReset', CONSOLE, { login: 'olga@x.test' }));
  tokens['operator’s reset'] = await mailed('password-reset');

  await good(ask('viewAs.allow', HOME, { hours: 1 }, asAda));
  freshView = async () =>
    (await good(ask('viewAs.begin', CONSOLE, { tenantId, reason: 'Ticket 7' }, asOlga))).token;
  const viewer = await good(ask('viewAs.enter', HOME, { token: await freshView() }));
  tokens['viewer’s access token'] = viewer.accessToken;
  tokens['viewer’s session token'] = viewer.sessionToken;
  tokens['view'] = await freshView();
});
afterAll(async () => {
  await api?.stop();
  await scratch?.drop();
});

describe('a token', () => {
  it('of every kind is here, and every kind has a door', () => {
    // What a known device shows opens nothing at all.
    const kinds = ['device’s mark', ...doors.flatMap(([, own]) => own)];
    expect(Object.keys(tokens).sort()).toEqual([...new Set(kinds)].sort());
    expect(Object.values(tokens).every((token) => typeof token === 'string' && token.length > 20)).toBe(true);
    expect(new Set(Object.values(tokens)).size).toBe(Object.keys(tokens).length);
  });

  it.each(doors)('is worth nothing %s when it is of another kind', async (_, own, knock) => {
    const opened: string[] = [];
    for (const [kind, token] of Object.entries(tokens)) {
      if (own.includes(kind)) continue;
      const { status, data } = await knock(token);
      if (![400, 401, 404].includes(status) || data !== undefined) opened.push(`${kind}: ${status}`);
    }
    expect(opened).toEqual([]);
  });

  /** After all the others, so that what was refused there was alive all the time. */
  it('opens its own door', async () => {
    // Resetting ends sessions and links, so it comes last.
    const last = (name: string) => (name.includes('resetting') ? 1 : 0);
    const shut: string[] = [];
    for (const [name, own, knock] of doors.toSorted(([a], [b]) => last(a) - last(b)))
      for (const kind of own) {
        // An address that changed takes the links to the old one with it.
        if (kind === 'reset') tokens[kind] = await freshReset();
        if (kind === 'view') tokens[kind] = await freshView();
        const { status, code } = await knock(tokens[kind]!);
        if (status !== 200) shut.push(`${kind}, ${name}: ${status} ${code}`);
      }
    expect(shut).toEqual([]);
  });
});

async function freshReset(): Promise<string> {
  await good(ask('auth.requestReset', HOME, { login: 'ada' }));
  return mailed('password-reset');
}
