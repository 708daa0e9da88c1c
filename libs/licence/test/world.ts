import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { Changes, ChangesModule } from '@tenantry/changes';
import { Database, DatabaseModule } from '@tenantry/database';
import { installation } from '@tenantry/database/test';
import { FixedClock, newId } from '@tenantry/kernel';
import type { LicenceKey } from '@tenantry/kernel';
import { LogsModule, OperationLogs } from '@tenantry/logs';
import { router } from '@tenantry/trpc';
import type { Context } from '@tenantry/trpc';
import { Installations, Licence, LicenceModule, LicenceRouter, Pools } from '../src';

export const clock = new FixedClock(new Date('2026-11-20T10:00:00.000Z'));

/** One API process, put together as the application does it; it hears of others when it is told to ask. */
export class Process {
  readonly licence: Licence;
  readonly pools: Pools;
  readonly installations: Installations;
  readonly database: Database;
  readonly changes: Changes;

  private constructor(private readonly module: TestingModule) {
    this.licence = module.get(Licence);
    this.pools = module.get(Pools);
    this.installations = module.get(Installations);
    this.database = module.get(Database);
    this.changes = module.get(Changes, { strict: false });
  }

  static async start(url: string, licenceKeys: readonly LicenceKey[]): Promise<Process> {
    const database = DatabaseModule.forRoot({ url, poolSize: 4 });
    const values = installation(clock, { licenceKeys });
    const imports = [values, database, LogsModule, ChangesModule, LicenceModule];
    return new Process(await Test.createTestingModule({ imports }).compile());
  }

  as(role: 'admin' | 'support' | 'auditor') {
    const logs = this.module.get(OperationLogs, { strict: false });
    const actor = { kind: 'operator' as const, id: newId(), name: 'Olga' };
    const context: Context = {
      principal: { ...actor, role, sessionId: newId() },
      ...{
        actor,
        tenantId: null,
        host: 'console.localhost',
        rawHost: 'console.localhost',
        ip: '198.51.100.7',
      },
      ...{ userAgent: 'spec', requestId: 'r1', viaPortal: true, origin: null, fetchSite: null, recorded: 0 },
      tenantExists: async () => false,
      permits: async () => null,
      record(this: Context, entry) {
        return logs.record(this, entry);
      },
    };
    return router(this.module.get(LicenceRouter).routes()).createCaller(context);
  }

  platformLog() {
    return this.module.get(OperationLogs, { strict: false }).list(null, {});
  }

  async install(text: string): Promise<void> {
    const { digest } = await this.as('admin').preview({ text });
    await this.as('admin').install({ text, expects: digest });
  }

  end(): Promise<void> {
    return this.module.close();
  }
}

export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { details?: { code?: string }; cause?: { details?: { code?: string } } }) =>
      error.details?.code ?? error.cause?.details?.code ?? String(error),
  );
