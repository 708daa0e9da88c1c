import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { CapabilitiesModule } from '@tenantry/capabilities';
import type { CapabilityKey } from '@tenantry/capabilities';
import { Database, DatabaseModule, scratchSchema } from '@tenantry/database';
import { Clock, idToBytes, newId, Platform, Vault } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { LogsModule, OperationLogs } from '@tenantry/logs';
import { MailModule } from '@tenantry/mail';
import { Tenants } from '@tenantry/tenants';
import { Audience } from '@tenantry/thresholds';
import type { Caller } from './calls';
import { Holds } from './holds.service';
import { QuotasModule } from './quotas.module';
import { Quotas } from './quotas.service';

/** A platform service's key, for every tenant. */
export const everyTenant: Caller = { tenantId: null, covers: () => true };

const platform = new Platform({
  platformHost: 'cx.localhost',
  consoleHost: 'console.localhost',
  managedHosts: '{slug}.localhost',
  scheme: 'http',
  port: '',
  portalSecret: 'test',
  mailFrom: 'Tenantry <no-reply@tenantry.test>',
  smtpUrl: 'smtp://127.0.0.1:1',
  ingestLanes: 3,
});

@Module({})
class TestValues {
  static with(clock: Clock): DynamicModule {
    const values = [
      { provide: Clock, useValue: clock },
      { provide: Vault, useValue: new Vault('a secret for tests that is long enough to be one') },
      { provide: Platform, useValue: platform },
    ];
    return { module: TestValues, global: true, providers: values, exports: [Clock, Vault, Platform] };
  }
}

/** The real services on a real database, without jobs, HTTP or accounts: one process of several, or the only one. */
export async function service(url: string, clock: Clock = new Clock()) {
  const module = await Test.createTestingModule({
    imports: [
      TestValues.with(clock),
      DatabaseModule.forRoot({ url, poolSize: 6 }),
      LogsModule,
      MailModule,
      CapabilitiesModule,
      QuotasModule,
    ],
  }).compile();
  const get = <T>(type: abstract new (...args: never[]) => T): T =>
    module.get(type as never, { strict: false });
  const logs = get(OperationLogs);
  const origin = { host: null, ip: null, userAgent: null, requestId: newId(), tenantId: null };
  const actor = { kind: 'operator' as const, id: newId(), name: 'Test operator' };
  const who: Who = { ...origin, actor, record: (entry) => logs.record({ ...origin, actor }, entry) };
  return {
    audience: get(Audience),
    database: get(Database),
    get,
    holds: get(Holds),
    logs,
    quotas: get(Quotas),
    tenants: get(Tenants),
    who,
    close: () => module.close(),
  };
}
export type Service = Awaited<ReturnType<typeof service>>;

/** A migrated schema with one process on it. */
export async function testbed(clock?: Clock) {
  const scratch = await scratchSchema();
  const first = await service(scratch.url, clock);
  return {
    ...first,
    url: scratch.url,
    async close() {
      await first.close();
      await scratch.drop();
    },
  };
}
export type Testbed = Awaited<ReturnType<typeof testbed>>;

let tenantNumber = 0;

export const addTenant = ({ database, tenants }: Service, timeZone = 'Europe/Berlin') =>
  database.transaction(() =>
    tenants.add({
      companyName: `Company ${++tenantNumber}`,
      slug: `tenant-${tenantNumber}`,
      size: '11-50',
      country: 'DE',
      timeZone,
      language: 'en',
      notification: 'activation_link',
      managedHost: false,
    }),
  );

/** A limit of the tenant's own, as an operator would set it. */
export async function limitTo(
  { database }: Service,
  tenantId: string,
  key: CapabilityKey,
  quantity: number | null,
  mode: 'hard' | 'soft' | 'observe' | null = null,
): Promise<void> {
  await database.query(
    `INSERT INTO capability_states (tenant_id, capability, own, own_quantity, own_mode) VALUES (?, ?, 1, ?, ?)
     ON DUPLICATE KEY UPDATE own = 1, own_quantity = VALUES(own_quantity), own_mode = VALUES(own_mode)`,
    [idToBytes(tenantId), key, quantity, mode],
  );
}

export async function stateOf({ database }: Service, tenantId: string, key: CapabilityKey) {
  const [row] = await database.query<Record<string, string | number | Date | null>[]>(
    `SELECT used, reserved, DATE_FORMAT(period, '%Y-%m-%d') AS period, over_since, would_refuse, next_step_at
     FROM capability_states WHERE tenant_id = ? AND capability = ?`,
    [idToBytes(tenantId), key],
  );
  return {
    used: Number(row?.['used'] ?? 0),
    reserved: Number(row?.['reserved'] ?? 0),
    period: row?.['period'] ?? null,
    overSince: row?.['over_since'] ?? null,
    wouldRefuse: Number(row?.['would_refuse'] ?? 0),
  };
}
