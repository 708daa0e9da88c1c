import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { Database, DatabaseModule, scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { Clock, FixedClock, idToBytes, Platform, Vault } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { LogsModule, OperationLogs } from '@tenantry/logs';
import { Tenants } from '@tenantry/tenants';
import { router } from '@tenantry/trpc';
import type { Context, Principal } from '@tenantry/trpc';
import { AccountsModule, AccountsRouter, ApiKeys, Operators, SignIns, Users } from '../src';
import type { Notification } from '../src';
import { AccountLetters } from '../src/account-letters.service';
import { Passwords } from '../src/passwords';

export const clock = new FixedClock(new Date('2026-11-20T10:00:00.000Z'));
export const vault = new Vault('a root secret of the specs, long enough');
export const CONSOLE = 'console.localhost';
export const SHARED = 'cx.localhost';
export const PASSWORD = 'correct horse battery';

const platform = new Platform({
  platformHost: SHARED,
  consoleHost: CONSOLE,
  managedHosts: '{slug}.localhost',
  scheme: 'http',
  port: '4300',
  portalSecret: 'portal',
  mailFrom: 'Tenantry <no-reply@mail.tenantry.test>',
  smtpUrl: 'smtp://127.0.0.1:1',
  ingestLanes: 1,
});

@Global()
@Module({
  providers: [
    { provide: Clock, useValue: clock },
    { provide: Vault, useValue: vault },
    { provide: Platform, useValue: platform },
  ],
  exports: [Clock, Vault, Platform],
})
class InstallationModule {}

export interface LogRow {
  tenantId: string | null;
  action: string;
  after: Record<string, unknown> | null;
  actor: string;
}

/** One API process, put together as the application does it. */
export class Process {
  readonly signIns: SignIns;
  readonly users: Users;
  readonly operators: Operators;
  readonly apiKeys: ApiKeys;
  readonly tenants: Tenants;
  readonly passwords: Passwords;
  readonly logs: OperationLogs;
  /** Statements that this process sent. */
  statements = 0;

  constructor(readonly module: TestingModule) {
    this.signIns = module.get(SignIns);
    this.users = module.get(Users);
    this.operators = module.get(Operators);
    this.apiKeys = module.get(ApiKeys);
    this.tenants = module.get(Tenants, { strict: false });
    this.passwords = module.get(Passwords, { strict: false });
    this.logs = module.get(OperationLogs, { strict: false });
    const { source } = module.get(Database, { strict: false });
    const createQueryRunner = source.createQueryRunner.bind(source);
    source.createQueryRunner = (mode) => {
      const runner = createQueryRunner(mode);
      const query = runner.query.bind(runner) as (...call: unknown[]) => Promise<never>;
      runner.query = (...call: unknown[]) => {
        this.statements++;
        return query(...call);
      };
      return runner;
    };
  }

  registerLetters(): void {
    this.module.get(AccountLetters, { strict: false }).onModuleInit();
  }

  who(more: Partial<Omit<Who, 'record'>> = {}): Who {
    const { logs } = this;
    return {
      actor: { kind: 'anonymous', id: null, name: 'anonymous' },
      tenantId: null,
      host: SHARED,
      ip: '198.51.100.7',
      userAgent: 'spec',
      requestId: 'r1',
      ...more,
      record(entry) {
        return logs.record(this, entry);
      },
    };
  }

  /** The procedures, called as a request with this access token would call them. */
  async call({ accessToken, ...more }: { accessToken?: string } & Partial<Omit<Context, 'record'>> = {}) {
    const who = this.who(more);
    const principal: Principal = accessToken
      ? await this.signIns.principalOf(accessToken, who.host)
      : { kind: 'anonymous' };
    const rest = { rawHost: who.host, viaPortal: true, origin: null, fetchSite: null, recorded: 0 };
    const tenantExists = (id: string) => this.tenants.exists(id);
    const tenantId = principal.kind === 'user' ? principal.tenantId : null;
    const ctx: Context = { ...rest, ...who, tenantId, principal, tenantExists, ...more };
    return router(this.module.get(AccountsRouter).routes()).createCaller(ctx);
  }

  close(): Promise<void> {
    return this.module.close();
  }
}

export class World {
  readonly processes: Process[] = [];
  private slugs = 0;

  constructor(readonly scratch: Scratch) {}

  static async make(): Promise<World> {
    return new World(await scratchSchema([], { poolSize: 2 }));
  }

  async process(url = this.scratch.url): Promise<Process> {
    const imports = [
      InstallationModule,
      DatabaseModule.forRoot({ url, poolSize: 8 }),
      LogsModule,
      AccountsModule,
    ];
    const one = new Process(await Test.createTestingModule({ imports }).compile());
    this.processes.push(one);
    return one;
  }

  async end(): Promise<void> {
    for (const one of this.processes) await one.close();
    await this.scratch.drop();
  }

  query<T = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    return this.scratch.database.query<T[]>(sql, parameters);
  }

  /** A tenant with its first admin and what the mail to that admin told. */
  async tenant(
    one: Process,
    {
      companyName = 'Acme Ltd',
      notification = 'login_information' as Notification,
      username = 'admin',
      password = undefined as string | undefined,
    } = {},
  ) {
    const slug = `acme-${++this.slugs}`;
    const email = `admin@${slug}.test`;
    const { id, userId } = await inTransaction(one, async () => {
      const { id } = await one.tenants.add({
        companyName,
        slug,
        size: '1-10',
        country: 'GB',
        timeZone: 'Europe/London',
        language: 'en',
        notification,
        managedHost: true,
      });
      const admin = { username, firstName: 'Ada', lastName: 'Byron', email, ...(password && { password }) };
      const user = await one.users.addFirstAdmin(id, admin, notification, one.who());
      return { id, userId: user.id };
    });
    return { id, slug, host: `${slug}.localhost`, email, userId, ...(await this.mailed(id)) };
  }

  /** A tenant whose admin has PASSWORD as a password of their own. */
  async settled(one: Process, more: { companyName?: string; username?: string } = {}) {
    const tenant = await this.tenant(one, { ...more, password: PASSWORD });
    await this.query(
      'UPDATE users SET must_change_password = 0, password_expires_at = NULL WHERE tenant_id = ?',
      [idToBytes(tenant.id)],
    );
    return tenant;
  }

  /** The secrets of the newest mail of a tenant. */
  async mailed(tenantId: string): Promise<{ token?: string; password?: string }> {
    const [mail] = await this.query<{ secrets: Buffer }>(
      'SELECT secrets FROM outbox WHERE tenant_id = ? ORDER BY id DESC LIMIT 1',
      [idToBytes(tenantId)],
    );
    return JSON.parse(vault.decrypt('outbox', mail!.secrets));
  }

  async log(): Promise<LogRow[]> {
    const rows = await this.query<Record<string, string>>(
      `SELECT IF(tenant_id = REPEAT(CHAR(0), 16), NULL, LOWER(HEX(tenant_id))) AS tenant, action,
         state_after AS after, CONCAT(actor_kind, ' ', actor_name) AS actor
       FROM operation_log ORDER BY id`,
    );
    return rows.map(({ tenant, action, after, actor }) => ({
      tenantId: tenant ? tenant.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') : null,
      action: action!,
      after: after ? JSON.parse(after) : null,
      actor: actor!,
    }));
  }
}

export function inTransaction<T>(one: Process, work: () => Promise<T>): Promise<T> {
  return one.module.get(Database, { strict: false }).transaction(work);
}

/** `kind code` of the refusal, or `none`. */
export const faultOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error) => {
      const fault = error.cause ?? error;
      return fault.details ? `${fault.kind} ${fault.details.code}` : String(error.stack);
    },
  );
