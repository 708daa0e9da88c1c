import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { newId, Vault } from '@tenantry/kernel';
import { until } from '../test/fleet';
import { call, portalSecret, viaPortal } from '../test/http';
import { furnish, olga } from '../test/installation';
import { boot } from './boot';
import type { Running } from './boot';
import { readEnv } from './env';
import { createLogger } from './logger';

const CONSOLE = 'console.localhost';
const HOME = 'acme.localhost';
const password = 'lichen over the wet slate';
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

let scratch: Scratch;
let processes: Running[];
let tenantId: string;
let asOlga: Record<string, string>;
let asAda: Record<string, string>;

const ask = (index: number, path: string, host: string, headers = {}, body?: object) =>
  call(processes[index]!.address, path, viaPortal(host, headers), body);
const good = async (answer: ReturnType<typeof ask>) => {
  const { status, data, code } = await answer;
  expect([status, code]).toEqual([200, undefined]);
  return data;
};
const signIn = async (host: string, login: { login: string; password: string }) =>
  bearer((await good(ask(0, 'auth.signIn', host, {}, login))).accessToken);

beforeAll(async () => {
  scratch = await scratchSchema([], { poolSize: 2 });
  const variables = {
    DATABASE_URL: scratch.url,
    PORTAL_SECRET: portalSecret,
    SMTP_URL: 'smtp://127.0.0.1:1',
  };
  await furnish(variables);
  const env = { ...readEnv(variables), listen: { host: '127.0.0.1', port: 0 } };
  processes = [await boot(env, createLogger('silent')), await boot(env, createLogger('silent'))];
  asOlga = await signIn(CONSOLE, olga);
  ({ tenantId } = await good(
    ask(0, 'tenants.create', CONSOLE, asOlga, {
      ...{ idempotencyKey: newId(), companyName: 'Acme', slug: 'acme', size: '1-10', country: 'GB' },
      ...{ timeZone: 'Europe/London', language: 'en', notification: 'activation_link', managedHost: true },
      admin: { username: 'ada', firstName: 'Ada', lastName: 'Byron', email: 'ada@acme.test' },
    }),
  ));
  const [row] = await scratch.database.query<{ secrets: Buffer }[]>(
    "SELECT secrets FROM outbox WHERE letter = 'activation'",
  );
  const { token } = JSON.parse(processes[0]!.app.get(Vault).decrypt('outbox', row!.secrets));
  await good(ask(0, 'auth.activate', HOME, {}, { token, password }));
  asAda = await signIn(HOME, { login: 'ada', password });
}, 60_000);
afterAll(async () => {
  for (const running of processes ?? []) await running.stop();
  await scratch?.drop();
});

const ends: [what: string, act: () => ReturnType<typeof ask>][] = [
  ['when the tenant ends it', () => ask(0, 'viewAs.revoke', HOME, asAda, {})],
  ['when its operator signs out of the console', () => ask(0, 'auth.signOut', CONSOLE, asOlga, {})],
  ['when the tenant is disabled', () => ask(0, 'tenants.disable', CONSOLE, asOlga, { tenantId })],
];

it.each(ends)('a view ends on the other process too within five seconds %s', async (_, act) => {
  asOlga = await signIn(CONSOLE, olga);
  await good(ask(0, 'viewAs.allow', HOME, asAda, { hours: 1 }));
  const { token } = await good(ask(0, 'viewAs.begin', CONSOLE, asOlga, { tenantId, reason: 'Help' }));
  const viewer = bearer((await good(ask(0, 'viewAs.enter', HOME, {}, { token }))).accessToken);
  const sees = async (index: number) =>
    (await ask(index, `users.list?input=${encodeURIComponent('{}')}`, HOME, viewer)).status;
  expect([await sees(0), await sees(1)]).toEqual([200, 200]);
  await good(act());
  expect(await sees(0)).toBe(401);
  await until('the other process knows', async () => (await sees(1)) === 401, 5_000);
});
