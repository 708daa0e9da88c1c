import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AccountsModule } from '@tenantry/accounts';
import { Database, DatabaseModule, scratchSchema } from '@tenantry/database';
import { Clock, DomainError, FixedClock, idToBytes, newId, Platform, Vault } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { LogsModule, OperationLogs } from '@tenantry/logs';
import { MailModule } from '@tenantry/mail';
import { Tenants } from '@tenantry/tenants';
import { Consumption } from '../src/consumption.service';
import { Contracts } from '../src/contracts.service';
import type { NewContract } from '../src/contracts.service';
import { LedgerJob } from '../src/ledger.job';
import { Ledger } from '../src/ledger.service';
import { Overview } from '../src/overview.service';
import { SubscriptionsModule } from '../src/subscriptions.module';

export const NOON = new Date('2026-03-01T12:00:00.000Z');
export const later = (hours: number) => new Date(NOON.getTime() + hours * 3_600_000);

const platform = new Platform({
  platformHost: 'cx.localhost',
  consoleHost: 'console.localhost',
  managedHosts: '{slug}.localhost',
  scheme: 'http',
  port: '',
  portalSecret: 'test',
  mailFrom: 'Tenantry <no-reply@tenantry.test>',
  smtpUrl: 'smtp://127.0.0.1:1',
  ingestLanes: 2,
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

/** One process of several, or the only one: the real services on a real database, without timers. */
export async function service(url: string, clock: FixedClock) {
  const module = await Test.createTestingModule({
    imports: [
      TestValues.with(clock),
      DatabaseModule.forRoot({ url, poolSize: 6 }),
      LogsModule,
      MailModule,
      AccountsModule,
      SubscriptionsModule,
    ],
  }).compile();
  const get = <T>(type: abstract new (...args: never[]) => T): T =>
    module.get(type as never, { strict: false });
  const logs = get(OperationLogs);
  const origin = { host: null, ip: null, userAgent: null, requestId: newId(), tenantId: null };
  const actor = { kind: 'operator' as const, id: newId(), name: 'Olga Operator' };
  const who: Who = { ...origin, actor, record: (entry) => logs.record({ ...origin, actor }, entry) };
  const database = get(Database);
  const contracts = get(Contracts);
  const consumption = get(Consumption);
  return {
    database,
    contracts,
    ledger: get(Ledger),
    job: get(LedgerJob),
    logs,
    overview: get(Overview),
    tenants: get(Tenants),
    who,
    addContract: (tenantId: string, change: Partial<NewContract> = {}) =>
      database.transaction(() =>
        contracts.add(tenantId, {
          type: 'session',
          sessionMinutes: 60,
          startsAt: later(-24),
          endsAt: null,
          ...change,
        }),
      ),
    consume: (tenantId: string, contractId: string, sessions: number) =>
      database.transaction(() => consumption.add([{ tenantId, contractId, sessions }])),
    close: () => module.close(),
  };
}
export type Service = Awaited<ReturnType<typeof service>>;

/** A migrated schema with one process on it, whose clock stands at noon. */
export async function testbed() {
  const scratch = await scratchSchema();
  const clock = new FixedClock(NOON);
  const first = await service(scratch.url, clock);
  return {
    ...first,
    clock,
    url: scratch.url,
    async close() {
      await first.close();
      await scratch.drop();
    },
  };
}
export type Testbed = Awaited<ReturnType<typeof testbed>>;

export async function addTenant({ database, tenants }: Service): Promise<string> {
  const slug = `t-${newId()}`;
  const { id } = await database.transaction(() =>
    tenants.add({
      companyName: 'Acme',
      slug: slug.slice(0, 40),
      size: '11-50',
      country: 'DE',
      timeZone: 'Europe/Berlin',
      language: 'en',
      notification: 'activation_link',
      managedHost: false,
    }),
  );
  return id;
}

export async function counterOf({ database }: Service, contractId: string) {
  const [row] = await database.query<{ purchased: string; consumed: string }[]>(
    'SELECT purchased, consumed FROM contract_counters WHERE contract_id = ?',
    [idToBytes(contractId)],
  );
  return { purchased: Number(row!.purchased), consumed: Number(row!.consumed) };
}

/** What a call was refused with; null when it went through. */
export const refusalOf = (call: Promise<unknown>): Promise<{ kind: string; code?: string } | null> =>
  call.then(
    () => null,
    (error) => {
      if (!(error instanceof DomainError)) throw error;
      return { kind: error.kind, code: error.details.code };
    },
  );
