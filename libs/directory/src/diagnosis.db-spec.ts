import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Database, DatabaseModule, scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { installation, watchStatements } from '@tenantry/database/test';
import { DAY, FixedClock, idToBytes, newId } from '@tenantry/kernel';
import { LogsModule } from '@tenantry/logs';
import { QuotasModule } from '@tenantry/quotas';
import type { Attention } from './attention';
import { Diagnosis } from './diagnosis.service';

const now = new Date('2026-06-15T12:00:00.000Z');
const inDays = (days: number) => new Date(now.getTime() + days * DAY);

let scratch: Scratch;
let module: TestingModule;
let tenantId: string;
let diagnosis: Diagnosis;

const query = (sql: string, values: unknown[] = []) => scratch.source.query(sql, values);
const tenant = () => idToBytes(tenantId);
const kinds = (items: Attention[]) => items.map(({ kind, severity }) => `${severity} ${kind}`);
const found = () => diagnosis.of(tenantId);

async function contract(startsAt: Date, endsAt: Date | null, purchased: number, consumed: number) {
  const id = idToBytes(newId());
  await query(
    `INSERT INTO contracts (id, tenant_id, type, session_minutes, starts_at, ends_at) VALUES (?, ?, 'session', 60, ?, ?)`,
    [id, tenant(), startsAt, endsAt],
  );
  await query(
    'INSERT INTO contract_counters (contract_id, tenant_id, purchased, consumed) VALUES (?, ?, ?, ?)',
    [id, tenant(), purchased, consumed],
  );
}
const state = (capability: string, used: number, quantity: number) =>
  query(
    'INSERT INTO capability_states (tenant_id, capability, own, own_quantity, used, over_since) VALUES (?, ?, 1, ?, ?, ?)',
    [tenant(), capability, quantity, used, used > quantity ? now : null],
  );
const admin = (
  email: string,
  more: { state?: string; signedIn?: Date; mustChange?: number; expires?: Date } = {},
) =>
  query(
    `INSERT INTO users (id, tenant_id, username, username_key, email, email_key, first_name, last_name, search_key, role,
       state, must_change_password, password_expires_at, last_signed_in_at)
     VALUES (?, ?, ?, ?, ?, ?, 'Ada', 'Byron', 'ada byron', 'admin', ?, ?, ?, ?)`,
    [
      ...[idToBytes(newId()), tenant(), email.split('@')[0], email.split('@')[0], email, email],
      ...[more.state ?? 'active', more.mustChange ?? 0, more.expires ?? null, more.signedIn ?? null],
    ],
  );
let order = 0;
const mail = (
  to: string,
  state: string,
  { error = null as string | null, attempts = 1, daysAgo = 1 } = {},
) => {
  const id = idToBytes(newId());
  id.writeUIntBE(now.getTime() - daysAgo * DAY + order++, 0, 6);
  return query(
    `INSERT INTO outbox (id, tenant_id, letter, to_address, language, time_zone, params, message_id, state, attempts,
       next_attempt_at, last_error) VALUES (?, ?, 'activation', ?, 'en', 'UTC', '{}', 'm', ?, ?, ?, ?)`,
    [id, tenant(), to, state, attempts, now, error],
  );
};

beforeAll(async () => {
  scratch = await scratchSchema([], { poolSize: 4 });
  module = await Test.createTestingModule({
    imports: [
      installation(new FixedClock(now)),
      DatabaseModule.forRoot({ url: scratch.url }),
      LogsModule,
      QuotasModule,
    ],
    providers: [Diagnosis],
  }).compile();
  diagnosis = module.get(Diagnosis);
});
afterAll(async () => {
  await module?.close();
  await scratch?.drop();
});
beforeEach(async () => {
  tenantId = newId();
  await query(
    `INSERT INTO tenants (id, slug, company_name, company_name_key, size, country, time_zone, language, notification)
     VALUES (?, ?, 'Acme', 'acme', '1-10', 'GB', 'UTC', 'en', 'activation_link')`,
    [tenant(), `t-${tenantId.slice(-12)}`],
  );
  await query("UPDATE licence_pools SET allocated = 0 WHERE pool = 'agents'");
});

it('has nothing to say where all is well, however little is set up beyond a contract and an admin', async () => {
  await contract(inDays(-10), null, 100, 10);
  await admin('ada@x.test', { signedIn: inDays(-1) });
  await state('widgets', 1, 10);
  expect(await found()).toEqual([]);
});

it('tells a contract that ends, one that is used up, and none at all; renewal is no news', async () => {
  await admin('ada@x.test', { signedIn: inDays(-1) });
  expect(await found()).toEqual([{ severity: 'warn', kind: 'no_contract', startsAt: null }]);
  await contract(inDays(-10), inDays(20), 100, 86);
  expect(await found()).toEqual([
    { severity: 'warn', kind: 'licences_used', percent: 86 },
    { severity: 'warn', kind: 'contract_ends', endsAt: inDays(20).toISOString() },
  ]);
  await contract(inDays(20), null, 100, 0);
  expect(kinds(await found())).toEqual(['warn licences_used']);
  await query('UPDATE contract_counters SET consumed = 101 WHERE tenant_id = ? AND consumed > 0', [tenant()]);
  expect(await found()).toEqual([{ severity: 'bad', kind: 'licences_over', consumed: 101, purchased: 100 }]);
});

it('tells what is over its limit or nearly full, and a pool with nothing left', async () => {
  await contract(inDays(-10), null, 100, 10);
  await state('widgets', 17, 20);
  await state('workflows', 16, 20);
  await state('dataset_urls', 21, 20);
  await query(`UPDATE licence_pools SET allocated = 1000 WHERE pool = 'agents'`);
  expect(await found()).toEqual([
    { severity: 'bad', kind: 'over_limit', capability: 'dataset_urls', unit: 'urls', used: 21, limit: 20 },
    { severity: 'warn', kind: 'nearly_full', capability: 'widgets', percent: 85 },
    { severity: 'warn', kind: 'pool_used_up', pool: 'agents', capability: 'agents' },
  ]);
});

it('tells admins that never came, and whose way in has run out', async () => {
  await contract(inDays(-10), null, 100, 10);
  await admin('late@x.test', { mustChange: 1, expires: inDays(-1) });
  await admin('soon@x.test', { mustChange: 1, expires: inDays(1) });
  await admin('link@x.test', { state: 'invited' });
  await admin('gone@x.test', { state: 'disabled' });
  await admin('here@x.test', { signedIn: inDays(-1) });
  const items = await found();
  expect(kinds(items)).toEqual(['bad activation_expired', 'bad activation_expired', 'warn never_signed_in']);
  expect(items.at(-1)).toMatchObject({ name: 'Ada Byron', until: inDays(1).toISOString() });
});

it('tells mail that fails to those who are still there, until something arrives', async () => {
  await contract(inDays(-10), null, 100, 10);
  await admin('ada@x.test', { signedIn: inDays(-1) });
  await mail('ada@x.test', 'dead', { error: '550 No such user' });
  await mail('stranger@x.test', 'dead', { error: '550 No such user' });
  await mail('ada@x.test', 'dead', { error: 'old', daysAgo: 40 });
  expect(await found()).toEqual([
    {
      severity: 'bad',
      kind: 'mail_failed',
      address: 'ada@x.test',
      letter: 'activation',
      reason: '550 No such user',
      givenUp: true,
    },
  ]);
  await mail('ada@x.test', 'queued', { error: '451 Later', attempts: 2 });
  expect(await found()).toMatchObject([{ reason: '550 No such user' }]);
  await mail('ada@x.test', 'queued', { error: '451 Still later', attempts: 5 });
  expect(await found()).toMatchObject([{ reason: '451 Still later', givenUp: false }]);
  await mail('ada@x.test', 'sent');
  expect(await found()).toEqual([]);
});

it('asks as much where much is wrong as where nothing is', async () => {
  let statements = 0;
  watchStatements(module.get(Database), () => statements++);
  const cost = async () => {
    statements = 0;
    await found();
    return statements;
  };
  const little = await cost();
  for (const key of ['widgets', 'workflows', 'dataset_urls', 'dataset_files']) await state(key, 30, 20);
  for (const name of ['a', 'b', 'c', 'd']) {
    await admin(`${name}@x.test`, { state: 'invited' });
    await mail(`${name}@x.test`, 'dead', { error: '550 No such user' });
  }
  expect((await found()).length).toBeGreaterThan(12);
  expect(await cost()).toBeLessThanOrEqual(little);
});
