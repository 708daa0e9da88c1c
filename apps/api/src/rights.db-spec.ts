import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTenantryClient } from '@tenantry/client';
import { Database, scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { newId } from '@tenantry/kernel';
import { ApiKeys } from '@tenantry/keys';
import { OperationLogs } from '@tenantry/logs';
import { Permissions } from '@tenantry/permissions';
import { Tenants } from '@tenantry/tenants';
import { until } from '../test/fleet';
import { boot } from './boot';
import type { Running } from './boot';
import { readEnv } from './env';
import { createLogger } from './logger';

const logger = createLogger('silent');
let scratch: Scratch;
let processes: Running[];
let tenantId: string;
let secret: string;

const get = <T>(type: abstract new (...services: never[]) => T): T =>
  processes[0]!.app.get(type as never, { strict: false });
const spec = {
  ...{ tenantId: null, host: null, ip: null, userAgent: null, requestId: newId() },
  actor: { kind: 'system' as const, id: null, name: 'spec' },
};
const who = { ...spec, record: (entry: never) => get(OperationLogs).record(spec, entry) };
const client = (index: number) =>
  createTenantryClient({ url: processes[index]!.address, apiKey: secret }).permissions;

beforeAll(async () => {
  scratch = await scratchSchema([], { poolSize: 2 });
  const env = readEnv({ DATABASE_URL: scratch.url, SMTP_URL: 'smtp://127.0.0.1:1' });
  const start = () => boot({ ...env, listen: { host: '127.0.0.1', port: 0 } }, logger);
  processes = [await start(), await start()];
  await get(Database).transaction(async () => {
    const profile = { companyName: 'Acme', slug: 'acme', size: '1-10', country: 'GB', language: 'en' };
    const rest = { timeZone: 'Europe/London', notification: 'activation_link', managedHost: true };
    ({ id: tenantId } = await get(Tenants).add({ ...profile, ...rest }));
    await get(Permissions).begin(tenantId, {}, who);
  });
  const key = { name: 'Chat', scopes: ['permissions:read'], allTenants: true };
  ({ secret } = await get(ApiKeys).create(null, key, who));
}, 60_000);
afterAll(async () => {
  for (const running of processes ?? []) await running.stop();
  await scratch?.drop();
});

it('answers a thousand questions in one call of the client, which no address could hold', async () => {
  const features = ['log.export', 'channel.skype_business', 'no.such'];
  const checks = Array.from({ length: 1_000 }, (_, n) => ({ tenant: 'acme', feature: features[n % 3]! }));
  const { results } = await client(0).check.query({ checks });
  expect(results).toEqual(checks.map((_, n) => n % 3 === 0));
});

it('follows a change on the process that made it at once, and on others by itself', async () => {
  const may = async (index: number) =>
    (await client(index).check.query({ checks: [{ tenant: tenantId, feature: 'log.export' }] })).results[0];
  expect([await may(0), await may(1)]).toEqual([true, true]);
  await get(Permissions).change(tenantId, 0, [{ key: 'log.export', value: false }], who);
  expect(await may(0)).toBe(false);
  await until('the other process knows', async () => (await may(1)) === false, 5_000);
});
