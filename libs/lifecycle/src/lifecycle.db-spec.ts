import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Database, DatabaseModule, scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { Clock, idToBytes, newId, Platform, Vault } from '@tenantry/kernel';
import type { DomainError, Who } from '@tenantry/kernel';
import { LogsModule, OperationLogs } from '@tenantry/logs';
import { Onboarding, OnboardingModule, Wishes } from '@tenantry/onboarding';
import { LifecycleModule } from './lifecycle.module';
import { TenantSwitch } from './tenant-switch.service';

const platform = new Platform({
  platformHost: 'cx.localhost',
  consoleHost: 'console.localhost',
  managedHosts: '{slug}.localhost',
  scheme: 'http',
  port: '4300',
  portalSecret: 'p'.repeat(32),
  mailFrom: 'Tenantry <no-reply@tenantry.test>',
  // Nobody listens there: what is posted waits.
  smtpUrl: 'smtp://127.0.0.1:1',
  ingestLanes: 1,
});

const values = [
  { provide: Clock, useValue: new Clock() },
  { provide: Vault, useValue: new Vault('s'.repeat(32)) },
  { provide: Platform, useValue: platform },
];
@Global()
@Module({ providers: values, exports: [Clock, Vault, Platform] })
class Installation {}

const acme = {
  companyName: 'Acme Ltd',
  slug: 'acme',
  size: '1-10',
  country: 'GB',
  timeZone: 'Europe/London',
  language: 'en',
  notification: 'login_information',
  managedHost: true,
  admin: {
    username: 'ada',
    password: 'One-time-secret-4711',
    firstName: 'Ada',
    lastName: 'Lovelace',
    email: 'ada@acme.test',
  },
};

let scratch: Scratch;
let module: TestingModule;
let onOff: TenantSwitch;

function by(): Who {
  const who = {
    actor: { kind: 'operator' as const, id: operatorId, name: 'Olga' },
    tenantId: null,
    host: 'console.localhost',
    ip: '192.0.2.1',
    userAgent: 'spec',
    requestId: 'r1',
  };
  const logs = module.get(OperationLogs);
  return {
    ...who,
    record(this: Who, entry) {
      return logs.record(this, entry);
    },
  };
}
const operatorId = newId();
const register = async () =>
  module.get(Onboarding, { strict: false }).create('first-save', await wish(), by());
const wish = () => module.get(Wishes, { strict: false }).of(acme);
const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: DomainError) => `${error.kind} ${error.details?.field} ${error.details?.code}`,
  );

const tables = [
  'tenants',
  'tenant_hosts',
  'users',
  'one_time_tokens',
  'outbox',
  'operation_log',
  'idempotency_keys',
];
beforeAll(async () => {
  scratch = await scratchSchema([], { poolSize: 4 });
  module = await Test.createTestingModule({
    imports: [
      Installation,
      DatabaseModule.forRoot({ url: scratch.url }),
      LogsModule,
      OnboardingModule,
      LifecycleModule,
    ],
  }).compile();
  onOff = module.get(TenantSwitch);
});
afterAll(async () => {
  await module?.close();
  await scratch?.drop();
});
beforeEach(async () => {
  await scratch.source.query('SET FOREIGN_KEY_CHECKS = 0');
  for (const table of [...tables, 'sign_in_sessions', 'contracts', 'contract_counters', 'threshold_claims'])
    await scratch.source.query(`TRUNCATE TABLE ${table}`);
  await scratch.source.query('UPDATE licence_pools SET allocated = 0');
});

describe('the enable switch', () => {
  const letters = async () =>
    (await scratch.source.query('SELECT letter FROM outbox ORDER BY id')).map(
      ({ letter }: { letter: string }) => letter,
    );

  it('off ends sessions and tells the admins; a repeat is refused', async () => {
    const { tenantId } = await register();
    await scratch.source.query(
      `INSERT INTO sign_in_sessions (id, tenant_id, subject_kind, subject_id, host, token_hash, last_used_at, expires_at)
       VALUES (?, ?, 'user', ?, 'acme.localhost', ?, NOW(3), NOW(3) + INTERVAL 1 DAY)`,
      [idToBytes(newId()), idToBytes(tenantId), idToBytes(newId()), Buffer.alloc(32)],
    );
    await onOff.disable(tenantId, 'unpaid', by());
    const [{ open }] = await scratch.source.query(
      'SELECT COUNT(*) AS open FROM sign_in_sessions WHERE ended_at IS NULL AND expires_at > NOW(3)',
    );
    expect(Number(open)).toBe(0);
    expect(await letters()).toEqual(['login-information', 'tenant-disabled']);
    expect(await faultOf(onOff.disable(tenantId, undefined, by()))).toBe(
      'conflict undefined already_disabled',
    );
    expect(await letters()).toHaveLength(2);
  });

  it('on decides the thresholds that were reached meanwhile, once', async () => {
    const { tenantId } = await register();
    await onOff.disable(tenantId, undefined, by());
    const contractId = newId();
    await scratch.source.query(
      `INSERT INTO contracts (id, tenant_id, type, session_minutes, starts_at) VALUES (?, ?, 'session', 60, NOW(3))`,
      [idToBytes(contractId), idToBytes(tenantId)],
    );
    await scratch.source.query(
      'INSERT INTO contract_counters (contract_id, tenant_id, purchased, consumed, next_step_at) VALUES (?, ?, 100, 86, 75)',
      [idToBytes(contractId), idToBytes(tenantId)],
    );
    await onOff.enable(tenantId, undefined, by());
    const claims = await scratch.source.query('SELECT step FROM threshold_claims ORDER BY step');
    expect(claims.map(({ step }: { step: number }) => step)).toEqual([75, 85]);
    expect(await letters()).toEqual(['login-information', 'tenant-disabled', 'threshold', 'tenant-enabled']);
    await onOff.disable(tenantId, undefined, by());
    await onOff.enable(tenantId, undefined, by());
    expect((await letters()).filter((letter: string) => letter === 'threshold')).toHaveLength(1);
  });

  it('stays as it was when the notice cannot be written', async () => {
    const { tenantId } = await register();
    await scratch.source.query(
      "CREATE TRIGGER failing BEFORE INSERT ON outbox FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'broken'",
    );
    await expect(onOff.disable(tenantId, undefined, by())).rejects.toThrow('broken');
    await scratch.source.query('DROP TRIGGER failing');
    const [{ state }] = await scratch.source.query('SELECT state FROM tenants');
    expect(state).toBe('enabled');
    expect(await module.get(Database).query('SELECT 1 FROM operation_log')).toHaveLength(2);
  });
});
