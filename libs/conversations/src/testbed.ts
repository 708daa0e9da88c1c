import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AccountsModule, Users } from '@tenantry/accounts';
import { Database, DatabaseModule, scratchSchema } from '@tenantry/database';
import { Clock, newId, Platform, Vault } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { LogsModule, OperationLogs } from '@tenantry/logs';
import { MailModule } from '@tenantry/mail';
import { Contacts, HeldThresholds, Ledger, LedgerJob, SubscriptionsModule } from '@tenantry/subscriptions';
import { Tenants } from '@tenantry/tenants';
import { ContractOpening } from './contract-opening.service';
import { ConversationHistory } from './conversation-history.service';
import { ConversationsModule } from './conversations.module';
import { ConversationsRouter } from './conversations.router';
import { Ingest } from './ingest.service';
import { Joins } from './joins.service';
import type { ConversationReport } from './report';
import { SessionHistory } from './session-history.service';

/** A platform service's key, for every tenant. */
export const everyTenant = { tenantId: null, covers: () => true };

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

/** The real services on a real database, without jobs, HTTP or sign-in: one process of several, or the only one. */
export async function service(url: string, clock: Clock = new Clock()) {
  const module = await Test.createTestingModule({
    imports: [
      TestValues.with(clock),
      DatabaseModule.forRoot({ url, poolSize: 6 }),
      LogsModule,
      MailModule,
      AccountsModule,
      SubscriptionsModule,
      ConversationsModule,
    ],
  }).compile();
  const get = <T>(type: abstract new (...args: never[]) => T): T =>
    module.get(type as never, { strict: false });
  const logs = get(OperationLogs);
  const origin = { host: null, ip: null, userAgent: null, requestId: newId(), tenantId: null };
  const actor = { kind: 'operator' as const, id: newId(), name: 'Test operator' };
  const who: Who = { ...origin, actor, record: (entry) => logs.record({ ...origin, actor }, entry) };
  return {
    contacts: get(Contacts),
    database: get(Database),
    held: get(HeldThresholds),
    conversations: get(ConversationHistory),
    sessions: get(SessionHistory),
    ingest: get(Ingest),
    joins: get(Joins),
    job: get(LedgerJob),
    router: get(ConversationsRouter),
    logs,
    ledger: get(Ledger),
    opening: get(ContractOpening),
    tenants: get(Tenants),
    users: get(Users),
    who,
    report: (reports: ConversationReport[]) => get(Ingest).report(reports, everyTenant),
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

export const addTenant = ({ database, tenants }: Service, slug = `tenant-${++tenantNumber}`) =>
  database.transaction(() =>
    tenants.add({
      companyName: `Company ${slug}`,
      slug,
      size: '11-50',
      country: 'DE',
      timeZone: 'Europe/Berlin',
      language: 'en',
      notification: 'activation_link',
      managedHost: false,
    }),
  );

export const reportOf = (change: Partial<ConversationReport> = {}): ConversationReport => ({
  id: newId(),
  channel: 'chat',
  user: { reference: 'user-1', name: 'Robin Example' },
  initiatedBy: 'end_user',
  party: 'bot',
  startedAt: '2026-03-01T09:00:00.000Z',
  ...change,
});
