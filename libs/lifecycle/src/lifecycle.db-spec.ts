import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Database, DatabaseModule, scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { bytesToId, Clock, idToBytes, newId, Platform, Vault } from '@tenantry/kernel';
import type { Actor, DomainError, Who } from '@tenantry/kernel';
import { LogsModule, OperationLogs } from '@tenantry/logs';
import { LifecycleModule } from './lifecycle.module';
import { Lifecycle } from './lifecycle.service';
import type { Registration } from './lifecycle.service';
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

const acme: Registration = {
  idempotencyKey: 'first-save',
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
let lifecycle: Lifecycle;
let onOff: TenantSwitch;

function by(actor: Partial<Actor> = {}): Who {
  const who = {
    actor: { kind: 'operator' as const, id: operatorId, name: 'Olga', ...actor },
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
const register = (change: Partial<Registration> = {}, actor: Partial<Actor> = {}) =>
  lifecycle.register({ ...acme, ...change }, by(actor));
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
async function rows(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const [row] = await scratch.source.query(`SELECT COUNT(*) AS count FROM ${table}`);
    if (Number(row.count) > 0) counts[table] = Number(row.count);
  }
  return counts;
}
const whole = { tenants: 1, tenant_hosts: 1, users: 1, outbox: 1, operation_log: 2, idempotency_keys: 1 };

beforeAll(async () => {
  scratch = await scratchSchema([], { poolSize: 4 });
  module = await Test.createTestingModule({
    imports: [Installation, DatabaseModule.forRoot({ url: scratch.url }), LogsModule, LifecycleModule],
  }).compile();
  lifecycle = module.get(Lifecycle);
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

describe('registering a tenant', () => {
  const taken = async () => {
    const [row] = await scratch.source.query("SELECT allocated FROM licence_pools WHERE pool = 'tenants'");
    return Number(row.allocated);
  };

  it('takes one of the licence’s tenants, once for a Save that is repeated', async () => {
    await register();
    await register();
    expect(await taken()).toBe(1);
  });

  it('makes nothing at all when the licence has no tenant left, and not one more for two at once', async () => {
    await scratch.source.query("UPDATE licence_pools SET allocated = 99 WHERE pool = 'tenants'");
    const saves = ['one', 'two', 'three'].map((slug) => register({ slug, idempotencyKey: `save-${slug}` }));
    const faults = await Promise.all(saves.map(faultOf));
    expect(faults.sort()).toEqual([...Array(2).fill('limit undefined pool_used_up'), 'none']);
    expect(await rows()).toEqual(whole);
    expect(await taken()).toBe(100);
  });

  it('takes the defaults’ share of what the licence bounds, or makes nothing when too little is left', async () => {
    const agents = "FROM licence_pools WHERE pool = 'agents'";
    await register();
    expect(await scratch.source.query(`SELECT allocated ${agents}`)).toEqual([{ allocated: '5' }]);
    await scratch.source.query("UPDATE licence_pools SET allocated = 996 WHERE pool = 'agents'");
    const second = register({ slug: 'second', idempotencyKey: 'second-save' });
    expect(await faultOf(second)).toBe('limit undefined pool_used_up');
    expect(await rows()).toEqual(whole);
    expect(await taken()).toBe(1);
  });

  it('writes tenant, host, admin, mail and log rows together', async () => {
    const { tenantId, slug } = await register();
    expect(slug).toBe('acme');
    expect(await rows()).toEqual(whole);
    const log = await module.get(OperationLogs).list(tenantId, {});
    expect(log.map(({ action, actorId }) => `${action} ${actorId}`).sort()).toEqual([
      `tenant.created ${operatorId}`,
      `user.added ${operatorId}`,
    ]);
    const [mail] = await scratch.source.query('SELECT tenant_id, letter, to_address, state FROM outbox');
    expect(mail).toMatchObject({ letter: 'login-information', to_address: 'ada@acme.test', state: 'queued' });
    expect(bytesToId(mail.tenant_id)).toBe(tenantId);
  });

  it('keeps the one-time password nowhere in clear', async () => {
    await register();
    for (const table of tables)
      for (const row of await scratch.source.query(`SELECT * FROM ${table}`))
        for (const value of Object.values(row))
          expect(Buffer.isBuffer(value) ? value.toString('latin1') : String(value)).not.toContain(
            'One-time-secret',
          );
  });

  it.each([
    ['tenants', 'INSERT'],
    ['tenant_hosts', 'INSERT'],
    ['users', 'INSERT'],
    ['outbox', 'INSERT'],
    ['operation_log', 'INSERT'],
    ['idempotency_keys', 'UPDATE'],
  ])(
    'leaves nothing when writing %s fails, and succeeds with the same key afterwards',
    async (table, event) => {
      await scratch.source.query(
        `CREATE TRIGGER failing BEFORE ${event} ON ${table} FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'broken'`,
      );
      await expect(register()).rejects.toThrow('broken');
      expect(await rows()).toEqual({});
      await scratch.source.query('DROP TRIGGER failing');
      await register();
      expect(await rows()).toEqual(whole);
    },
  );

  it('leaves nothing when its connection dies half-way', async () => {
    const blocker = scratch.source.createQueryRunner();
    await blocker.query('LOCK TABLES outbox WRITE');
    const dying = register();
    dying.catch(() => undefined);
    let waiting: { id: number } | undefined;
    while (!waiting)
      [waiting] = await scratch.source.query(
        "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND state LIKE 'Waiting for table%'",
      );
    await scratch.source.query(`KILL CONNECTION ${waiting.id}`);
    await expect(dying).rejects.toThrow();
    await blocker.query('UNLOCK TABLES');
    await blocker.release();
    expect(await rows()).toEqual({});
    await register();
    expect(await rows()).toEqual(whole);
  });

  it('again with the same key, also ten times at once, is the same tenant', async () => {
    const results = await Promise.all(Array.from({ length: 10 }, () => register()));
    expect(new Set(results.map(({ tenantId }) => tenantId)).size).toBe(1);
    expect(await register()).toEqual(results[0]);
    expect(await rows()).toEqual({ ...whole, operation_log: 12 });
    const [{ repeats }] = await scratch.source.query(
      "SELECT COUNT(*) AS repeats FROM operation_log WHERE action = 'tenant.create_repeated'",
    );
    expect(Number(repeats)).toBe(10);
  });

  it('with the same key and other content is refused, and another operator’s key is another key', async () => {
    await register();
    expect(await faultOf(register({ companyName: 'Other' }))).toBe(
      'conflict idempotencyKey idempotency_conflict',
    );
    expect(await faultOf(register({ slug: 'other' }, { id: newId() }))).toBe('none');
  });

  it('by twenty at once under one slug makes one', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, number) => faultOf(register({ idempotencyKey: `save-${number}` }))),
    );
    expect(outcomes.sort()).toEqual([...Array(19).fill('conflict slug slug_taken'), 'none']);
    expect(await rows()).toEqual(whole);
  });

  it('names the form’s field when the admin’s part is at fault', async () => {
    expect(
      await faultOf(register({ admin: { ...acme.admin, email: 'ada@acme.test\r\nBcc: x@y.test' } })),
    ).toMatch(/^invalid admin\.email /);
    expect(await faultOf(register({ country: 'XX' }))).toBe('invalid country unknown_country');
    expect(await rows()).toEqual({});
  });
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
