import { Injectable } from '@nestjs/common';
import type { Subject } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { Clock, errnoOf, identityKey, idToBytes, invalid, notFound } from '@tenantry/kernel';
import { Hosts, Tenants } from '@tenantry/tenants';
import type { Surface } from '@tenantry/tenants';
import { In } from 'typeorm';
import { Operator } from './operator.entity';
import { typedAs } from './typed';
import { User } from './user.entity';

/** An account as sign-in sees it: one shape, so that operators and users take the same way. */
export interface Account extends Subject {
  name: string;
  passwordHash: string | null;
  mustChangePassword: boolean;
  /** Why even the right password opens nothing. */
  obstacle: 'tenant_disabled' | 'not_activated' | 'account_disabled' | 'password_expired' | null;
}

/** Where somebody tries to sign in, in the words they typed. */
export interface Door {
  surface: Surface;
  host: string;
  login: string;
  company: string;
}

export interface Found {
  /** The one whose password is checked. */
  account: Account | null;
  /** Several companies of this name have such a login: only the slug tells which is meant. */
  ambiguous: boolean;
  /** Whose log the attempt belongs to, if that is known. */
  tenantId: string | null;
}

@Injectable()
export class Logins {
  constructor(
    private readonly database: Database,
    private readonly hosts: Hosts,
    private readonly tenants: Tenants,
    private readonly clock: Clock,
  ) {}

  async door(host: string | null, login: string, company = ''): Promise<Door> {
    if (host === null) throw invalid('host', 'This is not a host name.', 'host_malformed');
    const surface = await this.hosts.surfaceOf(host);
    if (!surface) throw notFound('page');
    if (surface.kind === 'platform' && !company.trim())
      throw invalid('company', 'Say which company: its short name, or its full name.', 'company_required');
    return { surface, host, login: identityKey(login), company: surface.kind === 'platform' ? company : '' };
  }

  keyOf({ surface, host, login, company }: Door): string[] {
    return typedAs(surface.kind === 'platform' ? null : host, company, login);
  }

  /** In the order of the doors. Those at the console's are looked for together. */
  async findAll(doors: Door[]): Promise<Found[]> {
    const staff = doors.filter(({ surface }) => surface.kind === 'console').map(({ login }) => login);
    const operators = staff.length > 0 ? await this.findOperators(staff) : new Map<string, Account>();
    return Promise.all(
      doors.map((door) =>
        door.surface.kind === 'console'
          ? { account: operators.get(door.login) ?? null, ambiguous: false, tenantId: null }
          : this.findUser(door),
      ),
    );
  }

  async find(door: Door): Promise<Found> {
    return (await this.findAll([door]))[0]!;
  }

  async named(subject: Subject): Promise<Account | null> {
    if (subject.kind === 'operator') {
      const operator = await this.database.read.findOneBy(Operator, { id: subject.id });
      return operator && operatorAccount(operator);
    }
    const user = await this.database.read.findOneBy(User, { id: subject.id, tenantId: subject.tenantId! });
    return user && this.userAccount(user, true);
  }

  /**
   * In the transaction of the sign-ins: whether all these accounts are still as they were when their passwords were
   * checked. A tenant that is being disabled holds its row's lock, so this waits for it: a session opened meanwhile
   * would outlive the switch. Where others would wait too it is false instead: `orNothing`.
   */
  async confirmAll(accounts: Account[], orNothing: boolean): Promise<boolean> {
    const tenants = [...new Set(accounts.flatMap(({ tenantId }) => tenantId ?? []))];
    if (tenants.length > 0) {
      const enabled = await this.hold(tenants, orNothing).catch((error: unknown) => {
        if (orNothing && isLocked(error)) return [];
        throw error;
      });
      if (enabled.length !== tenants.length) return false;
    }
    for (const kind of ['operator', 'user'] as const) {
      const some = accounts.filter((account) => account.kind === kind);
      if (!(await this.touch(kind, some))) return false;
    }
    return true;
  }

  private async touch(kind: Account['kind'], accounts: Account[]): Promise<boolean> {
    const byId = [...new Map(accounts.map((account) => [account.id, account])).values()];
    if (byId.length === 0) return true;
    // Two that say different things of one account: its password was changed between them, so one of them is old.
    const hashes = new Set(accounts.map(({ id, passwordHash }) => `${id} ${passwordHash}`));
    if (hashes.size > byId.length) return false;
    const updated = await this.database.manager.query(
      `UPDATE ${kind === 'user' ? 'users' : 'operators'} SET last_signed_in_at = ?
       WHERE state = 'active' AND (${byId.map(() => 'id = ? AND password_hash = ?').join(' OR ')})`,
      [this.clock.now(), ...byId.flatMap(({ id, passwordHash }) => [idToBytes(id), passwordHash])],
    );
    return updated.affectedRows === byId.length;
  }

  private hold(tenantIds: string[], orNothing: boolean): Promise<unknown[]> {
    const mysql = this.database.source.options.type === 'mysql';
    const lock = `${mysql ? 'FOR SHARE' : 'LOCK IN SHARE MODE'}${orNothing ? ' NOWAIT' : ''}`;
    return this.database.manager.query(
      `SELECT id FROM tenants WHERE id IN (?) AND state = 'enabled' ORDER BY id ${lock}`,
      [tenantIds.map(idToBytes)],
    );
  }

  private async findOperators(emailKeys: string[]): Promise<Map<string, Account>> {
    const operators = await this.database.read.findBy(Operator, { emailKey: In(emailKeys) });
    return new Map(operators.map((operator) => [operator.emailKey, operatorAccount(operator)]));
  }

  /**
   * Where several companies have the name, the password is still checked against one account only: a second
   * check would take longer and tell that they exist. Those who could sign in come first.
   */
  private async findUser({ surface, login, company }: Door): Promise<Found> {
    const tenants =
      surface.kind === 'tenant'
        ? [{ id: surface.tenantId, state: surface.state }]
        : await this.tenants.findForSignIn(company);
    const key = login.includes('@') ? { emailKey: login } : { usernameKey: login };
    const users = await this.database.read.find(User, {
      where: { tenantId: In(tenants.map(({ id }) => id)), ...key },
      order: { id: 'ASC' },
    });
    const enabled = new Set(tenants.filter(({ state }) => state === 'enabled').map(({ id }) => id));
    const accounts = users.map((user) => this.userAccount(user, enabled.has(user.tenantId)));
    const able = accounts.filter(({ obstacle }) => obstacle === null);
    const account = able[0] ?? accounts[0] ?? null;
    const tenantId = account?.tenantId ?? (tenants.length === 1 ? tenants[0]!.id : null);
    return { account, ambiguous: able.length > 1, tenantId };
  }

  private userAccount(user: User, tenantEnabled: boolean): Account {
    const expired = user.passwordExpiresAt !== null && user.passwordExpiresAt <= this.clock.now();
    return {
      kind: 'user',
      id: user.id,
      tenantId: user.tenantId,
      name: `${user.firstName} ${user.lastName}`,
      passwordHash: user.passwordHash,
      mustChangePassword: user.mustChangePassword !== 0,
      obstacle: !tenantEnabled
        ? 'tenant_disabled'
        : user.state === 'invited'
          ? 'not_activated'
          : user.state === 'disabled'
            ? 'account_disabled'
            : expired
              ? 'password_expired'
              : null,
    };
  }
}

/** How MariaDB and MySQL say that somebody else holds the lock. */
const isLocked = (error: unknown): boolean => [1205, 3572].includes(errnoOf(error) ?? 0);

const operatorAccount = (operator: Operator): Account => ({
  kind: 'operator',
  id: operator.id,
  tenantId: null,
  name: operator.name,
  passwordHash: operator.passwordHash,
  mustChangePassword: false,
  obstacle:
    operator.state === 'active' ? null : operator.state === 'invited' ? 'not_activated' : 'account_disabled',
});
