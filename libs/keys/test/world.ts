import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { Database, DatabaseModule, scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { installation, watchStatements } from '@tenantry/database/test';
import { FixedClock, newId } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { LogsModule, OperationLogs } from '@tenantry/logs';
import { Tenants, TenantsModule } from '@tenantry/tenants';
import { actorOf, router } from '@tenantry/trpc';
import type { Context, Principal } from '@tenantry/trpc';
import { ApiKeys, KeyChecks, KeysModule, KeysRouter } from '../src';

export { faultOf } from '@tenantry/kernel/test';

export const clock = new FixedClock(new Date('2026-11-20T10:00:00.000Z'));

export interface LogRow {
  tenantId: string | null;
  action: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** One API process, put together as the application does it. */
export class Process {
  readonly apiKeys: ApiKeys;
  readonly keyChecks: KeyChecks;
  readonly tenants: Tenants;
  readonly logs: OperationLogs;
  /** Statements that this process sent. */
  statements = 0;

  constructor(readonly module: TestingModule) {
    this.apiKeys = module.get(ApiKeys, { strict: false });
    this.keyChecks = module.get(KeyChecks, { strict: false });
    this.tenants = module.get(Tenants, { strict: false });
    this.logs = module.get(OperationLogs, { strict: false });
    watchStatements(module.get(Database, { strict: false }), () => this.statements++);
  }

  who(more: Partial<Omit<Who, 'record'>> = {}): Who {
    const { logs } = this;
    return {
      actor: { kind: 'system', id: null, name: 'spec' },
      tenantId: null,
      host: null,
      ip: '198.51.100.7',
      userAgent: 'spec',
      requestId: 'r1',
      ...more,
      record(entry) {
        return logs.record(this, entry);
      },
    };
  }

  /** The procedures, as this person's requests would call them. */
  as(principal: Principal) {
    const routes = this.module.get(KeysRouter, { strict: false });
    const ctx: Context = {
      ...this.who({ actor: { ...actorOf(principal), name: principal.kind } }),
      principal,
      rawHost: 'cx.localhost',
      viaPortal: true,
      origin: null,
      fetchSite: null,
      recorded: 0,
      tenantExists: (id) => this.tenants.exists(id),
      permits: async () => null,
    };
    const keys = router(routes.routes());
    return router({ keys, platformKeys: router(routes.platformRoutes()) }).createCaller(ctx);
  }

  inTransaction<T>(work: () => Promise<T>): Promise<T> {
    return this.module.get(Database, { strict: false }).transaction(work);
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
      installation(clock),
      DatabaseModule.forRoot({ url, poolSize: 8 }),
      LogsModule,
      TenantsModule,
      KeysModule,
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

  async tenant(one: Process, companyName = 'Acme Ltd'): Promise<string> {
    const profile = { size: '1-10', country: 'GB', timeZone: 'Europe/London', language: 'en' } as const;
    const rest = { notification: 'activation_link', managedHost: true } as const;
    const slug = `acme-${++this.slugs}`;
    const { id } = await one.inTransaction(() => one.tenants.add({ companyName, slug, ...profile, ...rest }));
    return id;
  }

  async log(): Promise<LogRow[]> {
    const rows = await this.query<Record<string, string>>(
      `SELECT IF(tenant_id = REPEAT(CHAR(0), 16), NULL, LOWER(HEX(tenant_id))) AS tenant, action,
         state_before AS \`before\`, state_after AS after
       FROM operation_log ORDER BY id`,
    );
    return rows.map(({ tenant, action, before, after }) => ({
      tenantId: tenant ? tenant.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') : null,
      action: action!,
      before: before ? JSON.parse(before) : null,
      after: after ? JSON.parse(after) : null,
    }));
  }
}

export const operator = (role: 'admin' | 'support' = 'admin'): Principal => ({
  kind: 'operator',
  id: newId(),
  name: 'Olga',
  role,
  sessionId: newId(),
});

export const user = (tenantId: string, role: 'admin' | 'agent' = 'admin'): Principal => ({
  kind: 'user',
  id: newId(),
  name: 'Uma',
  tenantId,
  role,
  sessionId: newId(),
  mustChangePassword: false,
});
