import { Injectable } from '@nestjs/common';
import { Sessions } from '@tenantry/credentials';
import { Database, isDuplicate } from '@tenantry/database';
import { bytesToId, DomainError, identityKey, nameOf, newId, notFound } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Holds } from '@tenantry/quotas';
import { firstTerms } from '@tenantry/search';
import { Tenants } from '@tenantry/tenants';
import type { NewbornTenant, TenantSummary } from '@tenantry/tenants';
import { In } from 'typeorm';
import { Invitations, notificationOf, refuseDisabled } from './invitations.service';
import type { Notification } from './invitations.service';
import { emailOf, languageOf, peopleKey, usernameOf, zoneOf } from './names';
import { unitsOf } from './standing';
import { User } from './user.entity';

export type UserRole = User['role'];
export const userRoles = ['admin', 'supervisor', 'agent', 'member'] as const satisfies UserRole[];

export interface NewUser {
  username: string;
  /** One-time; generated when missing. Of no use with an activation link, and not kept then. */
  password?: string;
  firstName: string;
  lastName: string;
  email: string;
}

export interface InvitedUser extends Omit<NewUser, 'password'> {
  role: UserRole;
  /** The tenant's when missing; so are language and zone. */
  notification?: Notification;
  language?: string;
  timeZone?: string;
}

@Injectable()
export class Users {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
    private readonly invitations: Invitations,
    private readonly sessions: Sessions,
    private readonly holds: Holds,
  ) {}

  /** In the transaction that adds the tenant: the user, the mail and the log row. */
  addFirstAdmin(
    tenant: TenantSummary | NewbornTenant,
    admin: NewUser,
    notification: Notification,
    who: Who,
  ): Promise<{ id: string }> {
    return this.add('user.added', tenant, { ...admin, role: 'admin' }, notification, who);
  }

  invite(tenantId: string, input: InvitedUser, who: Who): Promise<{ id: string }> {
    return this.database.transaction(async () => {
      const tenant = await this.tenants.hold(tenantId);
      refuseDisabled(tenant);
      const { notification = tenant.notification as Notification, ...user } = input;
      return this.add('user.invited', tenant, user, notification, who);
    });
  }

  /** Whom mails about the tenant go to. */
  async adminsOf(tenantId: string): Promise<{ address: string; language: string | null }[]> {
    const admins = await this.database.read.find(User, {
      where: { tenantId, role: 'admin', state: In(['active', 'invited']) },
      order: { id: 'ASC' },
    });
    return admins.map(({ email, language }) => ({ address: email, language }));
  }

  /** Across tenants: how many accounts hold an `agents` unit. */
  async holdingUnits(): Promise<{ tenantId: string; held: number }[]> {
    const rows = await this.database.query<{ tenant_id: Buffer; held: string }[]>(
      'SELECT tenant_id, COUNT(*) AS held FROM users WHERE role IN (?) GROUP BY tenant_id',
      [userRoles.filter((role) => unitsOf(role) > 0)],
    );
    return rows.map(({ tenant_id, held }) => ({ tenantId: bytesToId(tenant_id), held: Number(held) }));
  }

  /** A new link or one-time password; the earlier one is dead from here on. */
  resend(tenantId: string, userId: string, who: Who): Promise<void> {
    return this.database.transaction(async () => {
      const tenant = await this.tenants.hold(tenantId);
      const user = await this.database.manager.findOne(User, {
        where: { id: userId, tenantId },
        lock: { mode: 'pessimistic_write' },
      });
      if (!user) throw notFound('user');
      const notification = notificationOf(user);
      refuseDisabled(tenant);
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

  private async add(
    action: string,
    tenant: TenantSummary | NewbornTenant,
    input: Omit<InvitedUser, 'notification'> & { password?: string },
    notification: Notification,
    who: Who,
  ): Promise<{ id: string }> {
    const username = usernameOf(input.username);
    const email = emailOf(input.email);
    const firstName = nameOf(input.firstName, 'firstName', 100);
    const lastName = nameOf(input.lastName, 'lastName', 100);
    const person = {
      id: newId(),
      tenantId: tenant.id,
      username,
      usernameKey: identityKey(username),
      email,
      emailKey: identityKey(email),
      firstName,
      lastName,
      searchKey: peopleKey(firstName, lastName, username),
      role: input.role,
      language: input.language === undefined ? null : languageOf(input.language),
      timeZone: input.timeZone === undefined ? null : zoneOf(input.timeZone),
    };
    const credentials = await this.invitations.send(person, tenant, notification, {
      isNew: true,
      password: input.password,
    });
    await this.insert({ ...person, ...credentials });
    // After the password was hashed: other invitations of the tenant wait for this counter.
    if (unitsOf(person.role) > 0) await this.holds.hold(tenant.id, 'agents', unitsOf(person.role));
    if (person.role === 'admin')
      await firstTerms(this.database, tenant.id, [{ sourceId: person.id, findable: { addresses: [email] } }]);
    await who.record({
      tenantId: tenant.id,
      type: 'user',
      action,
      target: { kind: 'user', id: person.id, name: `${firstName} ${lastName}` },
      after: { username, email, role: person.role, notification },
    });
    return { id: person.id };
  }

  private async insert(user: Omit<User, 'createdAt' | 'lastSignedInAt'>): Promise<void> {
    try {
      await this.database.insert(User, user);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const isEmail = String((error as Error).message).includes('users_email');
      throw isEmail ? emailTaken() : taken('username', 'This username is taken.');
    }
  }
}

export const emailTaken = () => taken('email', 'This e-mail address is taken.');

const taken = (field: 'email' | 'username', message: string) =>
  new DomainError('conflict', message, { field, code: `${field}_taken` });
