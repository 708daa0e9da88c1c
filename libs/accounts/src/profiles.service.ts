import { Injectable } from '@nestjs/common';
import type { Person } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { nameOf, notFound } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { languageOf, peopleKey, zoneOf } from './names';
import { Operator } from './operator.entity';
import { User } from './user.entity';

export interface UserProfile {
  firstName: string;
  lastName: string;
  /** The tenant's when null; so is the zone. */
  language: string | null;
  timeZone: string | null;
}

export interface OperatorProfile {
  name: string;
  language: string;
  timeZone: string;
}

type Own<K extends Person['kind']> = Extract<Person, { kind: K }>;

/** What people keep of themselves. Every page reads it with the session, so a change shows at once. */
@Injectable()
export class Profiles {
  constructor(private readonly database: Database) {}

  async ofUser({ id, tenantId }: Own<'user'>) {
    const user = await this.database.read.findOneBy(User, { id, tenantId });
    if (!user) throw notFound('user');
    const { username, email, firstName, lastName, role, language, timeZone } = user;
    return { id, username, email, firstName, lastName, role, language, timeZone };
  }

  editUser({ id, tenantId }: Own<'user'>, profile: UserProfile, who: Who): Promise<void> {
    const firstName = nameOf(profile.firstName, 'firstName', 100);
    const lastName = nameOf(profile.lastName, 'lastName', 100);
    const language = profile.language === null ? null : languageOf(profile.language);
    const timeZone = profile.timeZone === null ? null : zoneOf(profile.timeZone);
    const after = { firstName, lastName, language, timeZone };
    return this.database.transaction(async () => {
      const { manager } = this.database;
      const where = { id, tenantId };
      const user = await manager.findOne(User, { where, lock: { mode: 'pessimistic_write' } });
      if (!user) throw notFound('user');
      const searchKey = peopleKey(firstName, lastName, user.username);
      await manager.update(User, where, { ...after, searchKey });
      await who.record({
        tenantId,
        type: 'user',
        action: 'user.profile_edited',
        target: { kind: 'user', id, name: `${firstName} ${lastName}` },
        before: {
          firstName: user.firstName,
          lastName: user.lastName,
          language: user.language,
          timeZone: user.timeZone,
        },
        after,
      });
    });
  }

  async ofOperator({ id }: Own<'operator'>) {
    const operator = await this.database.read.findOneBy(Operator, { id });
    if (!operator) throw notFound('operator');
    const { email, name, role, language, timeZone } = operator;
    return { id, email, name, role, language, timeZone };
  }

  editOperator({ id }: Own<'operator'>, profile: OperatorProfile, who: Who): Promise<void> {
    const name = nameOf(profile.name, 'name', 255);
    const after = { name, language: languageOf(profile.language), timeZone: zoneOf(profile.timeZone) };
    return this.database.transaction(async () => {
      const { manager } = this.database;
      const operator = await manager.findOne(Operator, {
        where: { id },
        lock: { mode: 'pessimistic_write' },
      });
      if (!operator) throw notFound('operator');
      await manager.update(Operator, { id }, { ...after, searchKey: peopleKey(name) });
      await who.record({
        tenantId: null,
        type: 'user',
        action: 'operator.profile_edited',
        target: { kind: 'operator', id, name },
        before: { name: operator.name, language: operator.language, timeZone: operator.timeZone },
        after,
      });
    });
  }
}
