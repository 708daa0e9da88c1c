import { Injectable } from '@nestjs/common';
import { OneTimeTokens, Sessions } from '@tenantry/credentials';
import { Database, isDuplicate } from '@tenantry/database';
import { DomainError, identityKey, notFound } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Tenants } from '@tenantry/tenants';
import { keepAdminTerms } from './admin-terms';
import { Invitations, isWaiting, notificationOf, refuseDisabled } from './invitations.service';
import { emailOf } from './names';
import { emailTaken } from './users.service';
import { User } from './user.entity';

/** An address that was wrong when somebody was invited. */
@Injectable()
export class AddressCorrections {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
    private readonly invitations: Invitations,
    private readonly sessions: Sessions,
    private readonly tokens: OneTimeTokens,
  ) {}

  /**
   * What was sent to the old address opens nothing from here on, and is not sent where it still waits; the new one
   * gets an invitation of its own. Whoever has a password of their own changes the address alone.
   */
  correct(tenantId: string, userId: string, address: string, who: Who): Promise<void> {
    return this.database.transaction(async () => {
      const { manager } = this.database;
      const tenant = await this.tenants.hold(tenantId);
      const where = { id: userId, tenantId };
      const user = await manager.findOne(User, { where, lock: { mode: 'pessimistic_write' } });
      if (!user) throw notFound('user');
      if (user.state === 'active' && !isWaiting(user)) throw activated();
      const notification = notificationOf(user);
      refuseDisabled(tenant);
      const email = emailOf(address);
      if (email === user.email) throw unchanged();
      // Whoever has the old address may have asked for a new password there.
      await this.tokens.endAllOfSubject(userId);
      const credentials = await this.invitations.send({ ...user, email }, tenant, notification);
      try {
        await manager.update(User, where, { email, emailKey: identityKey(email), ...credentials });
      } catch (error) {
        throw isDuplicate(error) ? emailTaken() : error;
      }
      await this.sessions.endAllOfSubject(userId);
      await keepAdminTerms(this.database, tenantId, userId);
      await who.record({
        tenantId,
        type: 'user',
        action: 'user.address_corrected',
        target: { kind: 'user', id: userId, name: `${user.firstName} ${user.lastName}` },
        before: { email: user.email },
        after: { email, notification },
      });
    });
  }
}

const activated = () =>
  new DomainError(
    'conflict',
    'This person has signed in with a password of their own. They change the address themselves, under their own account.',
    { field: 'email', code: 'address_activated' },
  );
const unchanged = () =>
  new DomainError('conflict', 'This is the address already. Send the invitation again instead.', {
    field: 'email',
    code: 'address_unchanged',
  });
