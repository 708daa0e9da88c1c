import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { Operators } from '@tenantry/accounts';
import type { OperatorRole } from '@tenantry/accounts';
import { scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { bytesToId, idToBytes, newId, Platform, randomToken, Vault } from '@tenantry/kernel';
import { OperationLogs, PLATFORM } from '@tenantry/logs';
import { insiderOf, Rights } from '@tenantry/permissions';
import { RootRouter } from '@tenantry/router';
import { appCode } from '@tenantry/second-factors/test';
import { Tenants } from '@tenantry/tenants';
import { actorOf } from '@tenantry/trpc';
import type { Context, Principal } from '@tenantry/trpc';
import { AppModule } from '../../src/app.module';
import { readEnv } from '../../src/env';
import { licenceKeys } from './licence';
import { Rows } from './rows';
import type { Query } from './rows';

export type AnyRouter = ReturnType<RootRouter['routes']>;
export type Api = ReturnType<AnyRouter['createCaller']>;

/** The whole API on a schema of its own, called without HTTP; no job runs, so that nothing moves by itself. */
export class World {
  readonly router: AnyRouter;
  rows!: Rows;
  private addresses = 0;

  private constructor(
    readonly module: TestingModule,
    readonly scratch: Scratch,
  ) {
    this.router = module.get(RootRouter, { strict: false }).routes();
  }

  static async make(): Promise<World> {
    const scratch = await scratchSchema([], { poolSize: 2 });
    const files = await mkdtemp(join(tmpdir(), 'tenantry-files-'));
    const env = readEnv({
      DATABASE_URL: scratch.url,
      SMTP_URL: 'smtp://127.0.0.1:1',
      LICENCE_KEYS: licenceKeys,
      FILES: files,
    });
    const module = await Test.createTestingModule({ imports: [AppModule.forRoot(env)] }).compile();
    const world = new World(module, scratch);
    world.rows = await Rows.of(world.query);
    world.operators = {
      admin: await world.operator('admin'),
      support: await world.operator('support'),
      auditor: await world.operator('auditor'),
    };
    return world;
  }

  async end(): Promise<void> {
    await this.module.close();
    await this.scratch.drop();
    await rm(this.get(Platform).files, { recursive: true, force: true });
  }

  get<T>(type: abstract new (...services: never[]) => T): T {
    return this.module.get(type as never, { strict: false });
  }

  readonly query: Query = (sql, parameters = []) => this.scratch.database.query(sql, parameters);

  hostOf(slug: string): string {
    const platform = this.get(Platform);
    return platform.managedHost(slug) ?? platform.platformHost;
  }

  /** Each call comes from an address of its own, so that none is throttled for the sake of another. */
  context(principal: Principal, host: string): Context {
    const logs = this.get(OperationLogs);
    const tenants = this.get(Tenants);
    const number = ++this.addresses;
    return {
      principal,
      actor: actorOf(principal),
      tenantId: 'tenantId' in principal ? principal.tenantId : null,
      host,
      rawHost: host,
      ip: `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`,
      userAgent: 'isolation',
      requestId: newId(),
      viaPortal: true,
      origin: null,
      fetchSite: null,
      recorded: 0,
      tenantExists: (id) => tenants.exists(id),
      permits: async (feature) => {
        const insider = insiderOf(principal);
        return insider && this.get(Rights).refusalOf(insider, feature);
      },
      record(this: Context, entry) {
        return logs.record(this, entry);
      },
    };
  }

  as(principal: Principal, host = this.get(Platform).platformHost): Api {
    return this.router.createCaller(this.context(principal, host));
  }

  readonly operatorPassword = 'staff of long standing here';
  operators!: Record<OperatorRole, Principal>;

  async operator(role: OperatorRole): Promise<Principal & { id: string }> {
    const who = this.context({ kind: 'anonymous' }, this.get(Platform).consoleHost);
    const person = { email: `${mark()}@staff.test`, name: 'Olga Operator', password: this.operatorPassword };
    const { id } = await this.get(Operators).create({ ...person, role }, who);
    return { kind: 'operator', id, name: person.name, role, sessionId: newId() };
  }

  async invitedOperator(): Promise<{ id: string; token: string }> {
    const email = `${mark()}@staff.test`;
    const { id } = await this.as(this.operators.admin).operators.invite({
      email,
      name: 'Nora New',
      role: 'support',
    });
    const { token } = await this.mailed(null);
    const { consoleHost } = this.get(Platform);
    await this.secure(
      { kind: 'operator', id, name: 'Nora New', role: 'support', sessionId: id },
      consoleHost,
    );
    return { id, token: token! };
  }

  /** Switches this person's second factor on, with a code of the step before, so that those of now are still good. */
  async secure(principal: Principal, host: string): Promise<{ secret: string; recoveryCodes: string[] }> {
    const { totp } = this.as(principal, host).auth;
    const { secret } = await totp.begin();
    return { secret, ...(await totp.confirm({ code: appCode(secret, new Date(), -1) })) };
  }

  async platformLog(): Promise<string[]> {
    const rows = await this.query<{ id: Buffer }>(
      'SELECT id FROM operation_log WHERE tenant_id = ? ORDER BY id LIMIT 1',
      [idToBytes(PLATFORM)],
    );
    return rows.map(({ id }) => bytesToId(id));
  }

  /** Whoever is being tried here must not be throttled for the tries before. Those that wait for a code stay open. */
  async forgetAttempts(): Promise<void> {
    await this.query(
      "UPDATE sign_in_attempts SET at = at - INTERVAL 1 HOUR WHERE outcome <> 'passed' AND at > NOW() - INTERVAL 1 HOUR",
    );
  }

  /** The secrets of the newest mail to this tenant, or to staff. */
  async mailed(tenantId: string | null): Promise<Record<string, string>> {
    const [mail] = await this.query<{ secrets: Buffer }>(
      'SELECT secrets FROM outbox WHERE tenant_id <=> ? AND secrets IS NOT NULL ORDER BY id DESC LIMIT 1',
      [tenantId && idToBytes(tenantId)],
    );
    return JSON.parse(this.get(Vault).decrypt('outbox', mail!.secrets)) as Record<string, string>;
  }
}

/** Text that nobody else's data hold. */
export const mark = (): string =>
  `zq${randomToken(6)
    .replace(/[^a-z0-9]/gi, 'x')
    .toLowerCase()}`;
