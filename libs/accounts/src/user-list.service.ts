import { Injectable } from '@nestjs/common';
import { OneTimeTokens } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { idToBytes } from '@tenantry/kernel';
import { Outbox } from '@tenantry/mail';
import { SecondFactors } from '@tenantry/second-factors';
import { invitationMails, isWaiting } from './invitations.service';
import type { InvitationMail } from './invitations.service';
import { counted, cursorOf, paged, searched } from './people-pages';
import type { PeopleFilter } from './people-pages';
import { User } from './user.entity';

export interface UserFilter extends PeopleFilter {
  role?: User['role'];
  state?: User['state'];
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
  mail: InvitationMail;
  /** What the mail server said, where the mail failed or is still tried. */
  mailReason: string | null;
  secondFactor: boolean;
  lastSignedInAt: Date | null;
  createdAt: Date;
  cursor: string;
}

const states = {
  invited: "(person.state = 'invited' OR person.state = 'active' AND person.mustChangePassword <> 0)",
  active: "person.state = 'active' AND person.mustChangePassword = 0",
  disabled: "person.state = 'disabled'",
};

@Injectable()
export class UserList {
  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokens,
    private readonly outbox: Outbox,
    private readonly secondFactors: SecondFactors,
  ) {}

  /** Oldest first unless sorted otherwise; one row more than asked when there is a next page. */
  async page(tenantId: string, filter: UserFilter): Promise<UserListItem[]> {
    const users = await paged(this.matching(tenantId, filter), filter).getMany();
    const invited = users.filter(({ state }) => state === 'invited').map(({ id }) => id);
    const links = await this.tokens.waitedFor('activation', invited);
    const secured = await this.secondFactors.areOn(users.map(({ id }) => id));
    return Promise.all(
      users.map(async (user) => ({
        ...(await this.item(user, links)),
        secondFactor: secured.has(user.id),
        cursor: cursorOf(user, filter),
      })),
    );
  }

  total(tenantId: string, filter: UserFilter) {
    return counted(this.matching(tenantId, filter));
  }

  private matching(tenantId: string, { search, role, state }: UserFilter) {
    const query = this.database.read
      .createQueryBuilder(User, 'person')
      .where('person.tenantId = :tenantId', { tenantId: idToBytes(tenantId) });
    if (role) query.andWhere('person.role = :role', { role });
    if (state) query.andWhere(states[state]);
    return searched(query, search);
  }

  private async item(
    user: User,
    links: Map<string, Date>,
  ): Promise<Omit<UserListItem, 'cursor' | 'secondFactor'>> {
    const waiting = isWaiting(user);
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
      mail: mail && invitationMails[mail.state],
      mailReason: mail?.lastError ?? null,
      lastSignedInAt,
      createdAt,
    };
  }
}
