import type { Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { DatabaseModule, scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { CONSOLE, installation, vault } from '@tenantry/database/test';
import { idToBytes } from '@tenantry/kernel';
import { LogsModule } from '@tenantry/logs';
import { AccountsModule } from '../src';
import type { Notification, OperatorRole, UserRole } from '../src';
import { clock, inTransaction, PASSWORD, Process } from './process';
import type { Instance, LogRow } from './process';

/** A schema, the processes that work on it, and the tenants in it; specs of higher floors name their own module. */
export class Installation<One extends Instance> {
  readonly processes: One[] = [];
  private slugs = 0;

  constructor(
    readonly scratch: Scratch,
    private readonly feature: Type,
    private readonly started: (module: TestingModule) => One,
  ) {}

  async process(url = this.scratch.url): Promise<One> {
    const imports = [
      installation(clock),
      DatabaseModule.forRoot({ url, poolSize: 8 }),
      LogsModule,
      this.feature,
    ];
    const one = this.started(await Test.createTestingModule({ imports }).compile());
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
    one: Instance,
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
      const tenant = await one.tenants.add({
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
      const user = await one.users.addFirstAdmin(tenant, admin, notification, one.who());
      return { id: tenant.id, userId: user.id };
    });
    return { id, slug, host: `${slug}.localhost`, email, userId, ...(await this.mailed(id)) };
  }

  /** A tenant whose admin has PASSWORD as a password of their own. */
  async settled(one: Instance, more: { companyName?: string; username?: string } = {}) {
    const tenant = await this.tenant(one, { ...more, password: PASSWORD });
    await this.query(
      'UPDATE users SET must_change_password = 0, password_expires_at = NULL WHERE tenant_id = ?',
      [idToBytes(tenant.id)],
    );
    return tenant;
  }

  /** A signed-in operator. */
  async operator(one: Instance, role: OperatorRole = 'admin') {
    const email = `operator-${++this.slugs}@t.test`;
    const { id } = await one.operators.create({ email, name: 'Olga', role, password: PASSWORD }, one.who());
    return { id, email, accessToken: await one.signedIn('operator', id, null, CONSOLE), host: CONSOLE };
  }

  /** A signed-in user of a tenant, with PASSWORD. */
  async user(one: Instance, tenant: { id: string; host: string }, role: UserRole = 'agent') {
    const username = `user-${++this.slugs}`;
    const person = { username, firstName: 'Uma', lastName: username, email: `${username}@x.test` };
    const { id } = await one.users.invite(
      tenant.id,
      { ...person, role, notification: 'activation_link' },
      one.who(),
    );
    await this.query(`UPDATE users SET state = 'active', password_hash = 'none' WHERE id = ?`, [
      idToBytes(id),
    ]);
    const accessToken = await one.signedIn('user', id, tenant.id, tenant.host);
    return { id, ...person, accessToken, host: tenant.host };
  }

  /** The secrets of the newest mail of a tenant, or of the platform. */
  async mailed(tenantId: string | null): Promise<{ token?: string; password?: string }> {
    const [mail] = await this.query<{ secrets: Buffer }>(
      'SELECT secrets FROM outbox WHERE tenant_id <=> ? ORDER BY id DESC LIMIT 1',
      [tenantId && idToBytes(tenantId)],
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

export class World extends Installation<Process> {
  static async make(): Promise<World> {
    const scratch = await scratchSchema([], { poolSize: 2 });
    return new World(scratch, AccountsModule, (module) => new Process(module));
  }
}
