import type { TestingModule } from '@nestjs/testing';
import { OneTimeTokens, Passwords, Sessions } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { SHARED, watchStatements } from '@tenantry/database/test';
import { FixedClock } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { OperationLogs } from '@tenantry/logs';
import { Tenants } from '@tenantry/tenants';
import { actorOf, router } from '@tenantry/trpc';
import type { Context, Principal } from '@tenantry/trpc';
import { ActivationsRouter, Logins, Operators, OperatorsRouter, Users, UsersRouter } from '../src';
import { AccountLetters } from '../src/account-letters.service';

export { CONSOLE, SHARED, vault } from '@tenantry/database/test';
export { faultOf } from '@tenantry/kernel/test';

export const clock = new FixedClock(new Date('2026-11-20T10:00:00.000Z'));
/** After this every process goes by what any of them has changed; the one that changed it does at once. */
export const everywhere = (): void => clock.advance(500);
export const PASSWORD = 'correct horse battery';

export type Request = { accessToken?: string } & Partial<Omit<Context, 'record'>>;

export interface LogRow {
  tenantId: string | null;
  action: string;
  after: Record<string, unknown> | null;
  actor: string;
}

/** One API process, put together as the application does it. */
export class Instance {
  readonly sessions: Sessions;
  readonly tokens: OneTimeTokens;
  readonly users: Users;
  readonly operators: Operators;
  readonly tenants: Tenants;
  readonly passwords: Passwords;
  readonly logs: OperationLogs;
  /** Statements that this process sent. */
  statements = 0;

  constructor(readonly module: TestingModule) {
    this.sessions = module.get(Sessions, { strict: false });
    this.tokens = module.get(OneTimeTokens, { strict: false });
    this.users = module.get(Users, { strict: false });
    this.operators = module.get(Operators, { strict: false });
    this.tenants = module.get(Tenants, { strict: false });
    this.passwords = module.get(Passwords, { strict: false });
    this.logs = module.get(OperationLogs, { strict: false });
    watchStatements(module.get(Database, { strict: false }), () => this.statements++);
  }

  registerLetters(): void {
    this.module.get(AccountLetters, { strict: false }).onModuleInit();
  }

  who(more: Partial<Omit<Who, 'record'>> = {}): Who {
    const { logs, sessions } = this;
    return {
      actor: { kind: 'anonymous', id: null, name: 'anonymous' },
      tenantId: null,
      host: SHARED,
      ip: '198.51.100.7',
      userAgent: 'spec',
      requestId: 'r1',
      ...more,
      async record(entry) {
        await logs.record(this, entry);
        sessions.forget();
      },
    };
  }

  /** What procedures know of a request with this access token. */
  async context({ accessToken, ...more }: Request = {}): Promise<Context> {
    const who = this.who(more);
    const principal: Principal =
      more.principal ??
      (accessToken ? await this.sessions.principalOf(accessToken, who.host) : { kind: 'anonymous' });
    const actor = principal.kind === 'anonymous' ? who.actor : actorOf(principal);
    const rest = { rawHost: who.host, viaPortal: true, origin: null, fetchSite: null, recorded: 0 };
    const tenantExists = (id: string) => this.tenants.exists(id);
    const permits = async () => null;
    const tenantId = principal.kind === 'user' ? principal.tenantId : null;
    return { ...rest, ...who, actor, tenantId, principal, tenantExists, permits, ...more };
  }

  /** An access token as signing in would give it. */
  async signedIn(kind: 'operator' | 'user', id: string, tenantId: string | null, host: string) {
    const open = () => this.sessions.open({ kind, id, tenantId }, host, this.who({ host }));
    return (await inTransaction(this, open)).accessToken;
  }

  /** Whether this password opens the account at this door, as sign-in asks it. */
  async opens(host: string, password: string, login = 'admin'): Promise<boolean> {
    const logins = this.module.get(Logins, { strict: false });
    const { account } = await logins.find(await logins.door(host, login));
    const right = await this.passwords.verify(account?.passwordHash ?? null, password);
    return right && account!.obstacle === null;
  }

  close(): Promise<void> {
    return this.module.close();
  }
}

/** The procedures of accounts, under the names that the application gives them. */
export function peopleOf(module: TestingModule) {
  return {
    auth: router(module.get(ActivationsRouter, { strict: false }).routes()),
    operators: router(module.get(OperatorsRouter, { strict: false }).routes()),
    users: router(module.get(UsersRouter, { strict: false }).routes()),
  };
}

export class Process extends Instance {
  async call(request: Request = {}) {
    return router(peopleOf(this.module)).createCaller(await this.context(request));
  }
}

export function inTransaction<T>(one: Instance, work: () => Promise<T>): Promise<T> {
  return one.module.get(Database, { strict: false }).transaction(work);
}
