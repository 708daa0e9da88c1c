import { Injectable } from '@nestjs/common';
import { OneTimeTokens, Sessions } from '@tenantry/credentials';
import { Database, isDuplicate } from '@tenantry/database';
import { DomainError, identityKey, idToBytes, nameOf, newId, notFound } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Outbox } from '@tenantry/mail';
import { Tenants } from '@tenantry/tenants';
import { In } from 'typeorm';
import { Invitations } from './invitations.service';
import type { Notification } from './invitations.service';
import { emailOf, usernameOf } from './names';
import { User } from './user.entity';

export interface NewUser {
  username: string;
  /** One-time; generated when missing. Of no use with an activation link, and not kept then. */
  password?: string;
  firstName: string;
  lastName: string;
  email: string;
}

export interface UserListItem {
  id: string;
  username: string;
  email: string;
  firstName: string;
  lastName: string;
  role: User['role'];
  /** Invited until the person has set a password of their own. */
  state: User['state'];
  /** In the past when it ran out; null when nothing is waited for, or when a disabled tenant's link was ended. */
  activationExpiresAt: Date | null;
  /** What became of the mail that invited; null once it has done its work. */
  mail: 'queued' | 'delivered' | 'failed' | null;
  lastSignedInAt: Date | null;
  createdAt: Date;
}

const mailStates = {
  queued: 'queued',
  held: 'queued',
  sent: 'delivered',
  dead: 'failed',
  withdrawn: null,
} as const;

@Injectable()
export class Users {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
    private readonly invitations: Invitations,
    private readonly outbox: Outbox,
    private readonly sessions: Sessions,
    private readonly tokens: OneTimeTokens,
  ) {}

  /** In the running transaction: the user, the mail and the log row. */
  async addFirstAdmin(
    tenantId: string,
    admin: NewUser,
    notification: Notification,
    who: Who,
  ): Promise<{ id: string }> {
    const tenant = await this.tenants.byId(tenantId);
    const username = usernameOf(admin.username);
    const email = emailOf(admin.email);
    const person = {
      id: newId(),
      tenantId,
      username,
      usernameKey: identityKey(username),
      email,
      emailKey: identityKey(email),
      firstName: nameOf(admin.firstName, 'firstName', 100),
      lastName: nameOf(admin.lastName, 'lastName', 100),
      role: 'admin' as const,
      language: null,
      timeZone: null,
    };
    const credentials = await this.invitations.send(person, tenant, notification, admin.password);
    await this.insert({ ...person, ...credentials });
    await who.record({
      tenantId,
      type: 'user',
      action: 'user.added',
      target: { kind: 'user', id: person.id, name: `${person.firstName} ${person.lastName}` },
      after: { username, email, role: person.role, notification },
    });
    return { id: person.id };
  }

  /** Whom mails about the tenant go to. */
  async adminsOf(tenantId: string): Promise<{ address: string; language: string | null }[]> {
    const admins = await this.database.read.find(User, {
      where: { tenantId, role: 'admin', state: In(['active', 'invited']) },
      order: { id: 'ASC' },
    });
    return admins.map(({ email, language }) => ({ address: email, language }));
  }

  /** Oldest first; one row more than asked when there is a next page. */
  async list(tenantId: string, page: { cursor?: string; limit?: number }): Promise<UserListItem[]> {
    const query = this.database.read
      .createQueryBuilder(User, 'user')
      .where('user.tenantId = :tenantId', { tenantId: idToBytes(tenantId) })
      .orderBy('user.id', 'ASC')
      .take((page.limit ?? 50) + 1);
    if (page.cursor) query.andWhere('user.id > :cursor', { cursor: idToBytes(page.cursor) });
    const users = await query.getMany();
    const links = await this.tokens.waitedFor(
      'activation',
      users.filter(({ state }) => state === 'invited').map(({ id }) => id),
    );
    return Promise.all(users.map((user) => this.item(user, links)));
  }

  /** A new link or one-time password; the earlier one is dead from here on. */
  resendActivation(tenantId: string, userId: string, who: Who): Promise<void> {
    return this.database.transaction(async () => {
      const tenant = await this.tenants.lock(tenantId);
      const user = await this.database.manager.findOne(User, {
        where: { id: userId, tenantId },
        lock: { mode: 'pessimistic_write' },
      });
      if (!user) throw notFound('user');
      const notification = notificationOf(user);
      if (tenant.state !== 'enabled')
        throw new DomainError('conflict', 'The tenant is disabled, so nothing is mailed to it.', {
          code: 'tenant_disabled',
        });
      const credentials = await this.invitations.send(user, tenant, notification);
      await this.database.manager.update(User, { id: userId, tenantId }, credentials);
      await this.sessions.endAllOfSubject(userId);
      await who.record({
        tenantId,
        type: 'user',
        action: 'user.activation_resent',
        target: { kind: 'user', id: userId, name: `${user.firstName} ${user.lastName}` },
        after: { email: user.email, notification },
      });
    });
  }

  private async insert(user: Omit<User, 'createdAt' | 'lastSignedInAt'>): Promise<void> {
    try {
      await this.database.manager.insert(User, user);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const field = String((error as Error).message).includes('users_email') ? 'email' : 'username';
      throw new DomainError('conflict', `This ${field === 'email' ? 'e-mail address' : field} is taken.`, {
        field,
        code: `${field}_taken`,
      });
    }
  }

  private async item(user: User, links: Map<string, Date>): Promise<UserListItem> {
    const waiting = user.state === 'invited' || (user.state === 'active' && user.mustChangePassword !== 0);
    const letter = user.state === 'invited' ? 'activation' : 'login-information';
    const mail = waiting ? await this.outbox.latest(user.tenantId, letter, user.email) : null;
    const { id, username, email, firstName, lastName, role, lastSignedInAt, createdAt } = user;
    return {
      id,
      username,
      email,
      firstName,
      lastName,
      role,
      state: waiting ? 'invited' : user.state,
      activationExpiresAt: waiting ? (links.get(id) ?? user.passwordExpiresAt) : null,
      mail: mail && mailStates[mail.state],
      lastSignedInAt,
      createdAt,
    };
  }
}

function notificationOf(user: User): Notification {
  if (user.state === 'invited') return 'activation_link';
  if (user.state === 'active' && user.mustChangePassword !== 0) return 'login_information';
  throw user.state === 'disabled'
    ? new DomainError('conflict', 'This user is disabled.', { code: 'user_disabled' })
    : new DomainError('conflict', 'This user is active already.', { code: 'already_active' });
}
