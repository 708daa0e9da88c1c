import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Operators } from '@tenantry/accounts';
import { scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import type { Who } from '@tenantry/kernel';
import { idToBytes, newId, searchKey } from '@tenantry/kernel';
import { OperationLogs } from '@tenantry/logs';
import { call, portalSecret, viaPortal } from '../test/http';
import { boot } from './boot';
import type { Running } from './boot';
import { readEnv } from './env';
import { createLogger } from './logger';

const password = 'an operator of long standing';
let scratch: Scratch;
let api: Running;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  scratch = await scratchSchema([], { poolSize: 2 });
  const env = readEnv({
    DATABASE_URL: scratch.url,
    PORTAL_SECRET: portalSecret,
    SMTP_URL: 'smtp://127.0.0.1:1',
  });
  api = await boot({ ...env, listen: { host: '127.0.0.1', port: 0 } }, createLogger('silent'));
  const logs = api.app.get(OperationLogs, { strict: false });
  const who = {
    ...{ tenantId: null, host: null, ip: null, userAgent: null, requestId: 'spec' },
    actor: { kind: 'system', id: null, name: 'spec' },
  } as const;
  const by: Who = { ...who, record: (entry) => logs.record(who, entry) };
  for (const role of ['admin', 'support', 'auditor'] as const) {
    const email = `${role}@t.test`;
    await api.app.get(Operators, { strict: false }).create({ email, name: role, role, password }, by);
    const { data } = await call(api.address, 'auth.signIn', viaPortal('console.localhost'), {
      login: email,
      password,
    });
    tokens[role] = data.accessToken;
  }
  for (let number = 0; number < 2_500; number += 500)
    await scratch.source.query(
      `INSERT INTO tenants (id, slug, company_name, company_name_key, size, country, time_zone, language, notification) VALUES ${Array(
        500,
      )
        .fill("(?, ?, ?, ?, '1-10', 'GB', 'UTC', 'en', 'activation_link')")
        .join()}`,
      Array.from({ length: 500 }, (_, index) => {
        const name = index === 0 ? `=Evil "${number}"` : `Company ${number + index}`;
        return [idToBytes(newId()), `t-${number + index}`, name, searchKey(name)];
      }).flat(),
    );
}, 120_000);
afterAll(async () => {
  await api?.stop();
  await scratch?.drop();
});

const get = (path: string, role: string | null, body: object, more: Record<string, string> = {}) =>
  fetch(`${api.address}/download/${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...viaPortal('console.localhost', role ? { authorization: `Bearer ${tokens[role]}` } : {}),
      ...more,
    },
    body: JSON.stringify(body),
  });
const refusal = async (answer: Response) => {
  const { error } = (await answer.json()) as { error: { data: { details?: { code?: string }; id: string } } };
  expect(error.data.id).toBeTruthy();
  return `${answer.status} ${error.data.details?.code}`;
};

it('sends every row as a file, and writes down who took what', async () => {
  const answer = await get('tenants.export', 'support', { sort: 'slug' });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="tenants.csv"');
  const lines = (await answer.text()).trimEnd().split('\r\n');
  expect(lines).toHaveLength(2_501);
  const slugs = lines.slice(1).map((line) => /,(t-\d+),enabled,/.exec(line)![1]!);
  expect(slugs).toEqual(slugs.toSorted());
  expect(lines.find((line) => line.includes(',t-500,'))).toContain(`"'=Evil ""500"""`);
  const [row] = await scratch.source.query(
    "SELECT actor_name, state_after FROM operation_log WHERE action = 'tenants.exported'",
  );
  expect(row.actor_name).toBe('support');
  expect(JSON.parse(row.state_after)).toMatchObject({ sort: 'slug', descending: false });
});

it('refuses as any procedure does, before anything is sent', async () => {
  expect(await refusal(await get('tenants.export', null, {}))).toBe('401 not_signed_in');
  expect(await refusal(await get('tenants.export', 'auditor', {}))).toBe('403 not_allowed');
  expect((await get('tenants.export', 'admin', { colour: 'red' })).status).toBe(400);
  expect(await refusal(await get('tenants.export', 'admin', {}, { origin: 'https://elsewhere.test' }))).toBe(
    '403 foreign_origin',
  );
  for (const path of ['tenants.list', 'tenants.create', 'no.such', '__proto__'])
    expect((await get(path, 'admin', {})).status).toBe(404);
  const [{ count }] = await scratch.source.query(
    "SELECT COUNT(*) AS count FROM operation_log WHERE action = 'tenants.exported'",
  );
  expect(Number(count)).toBe(1);
});

it('lets a reader go who has had enough, and goes on serving', async () => {
  const gone = await get('tenants.export', 'admin', {});
  await gone.body!.cancel();
  // Never read to its end: what is left of it does not keep the process from stopping.
  expect((await get('tenants.export', 'admin', {})).status).toBe(200);
  expect((await get('tenants.export', 'admin', { country: 'DE' })).status).toBe(200);
});

it('lets auditors find a tenant by its names, not by addresses that they are not shown nor by what it uses', async () => {
  const list = (input: object, role = 'auditor') =>
    call(
      api.address,
      `tenants.list?input=${encodeURIComponent(JSON.stringify(input))}`,
      viaPortal('console.localhost', { authorization: `Bearer ${tokens[role]}` }),
    );
  expect((await list({})).data.items).toHaveLength(50);
  await scratch.source.query(
    `INSERT INTO tenant_terms (term, tenant_id, source_id)
     SELECT 'evil', id, id FROM tenants WHERE slug = 't-0'
     UNION SELECT 'ada@evil.test', id, ? FROM tenants WHERE slug = 't-0'`,
    [idToBytes(newId())],
  );
  for (const [search, role, found] of [
    ['evil', 'auditor', 1],
    ['ada@evil.test', 'support', 1],
    ['ada@evil.test', 'auditor', 0],
  ] as const)
    expect((await list({ search }, role)).data.total).toEqual({ count: found, exact: true });
  for (const input of [
    { sort: 'used' },
    { sort: 'ends' },
    { overLimit: true },
    { usedFrom: 0 },
    { expiresWithinDays: 3 },
  ])
    expect((await list(input)).code).toBe('not_allowed');
});
