import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { Operator } from './operator.entity';
import { User } from './user.entity';

export interface Correspondent {
  name: string;
  address: string;
}

/** Whom the floors above write to. */
@Injectable()
export class Correspondents {
  constructor(private readonly database: Database) {}

  /** Operators who may change things, and thus decide what tenants ask for. */
  async deciders(): Promise<(Correspondent & { language: string; timeZone: string })[]> {
    const operators = await this.database.read.find(Operator, {
      where: { role: 'admin', state: 'active' },
      order: { id: 'ASC' },
    });
    return operators.map(({ name, email, language, timeZone }) => ({
      name,
      address: email,
      language,
      timeZone,
    }));
  }

  /** Null: no such operator any more. */
  async operator(
    operatorId: string,
  ): Promise<(Correspondent & { language: string; timeZone: string }) | null> {
    const operator = await this.database.read.findOneBy(Operator, { id: operatorId, state: 'active' });
    if (!operator) return null;
    const { name, email, language, timeZone } = operator;
    return { name, address: email, language, timeZone };
  }

  /** A user as far as one can write to; the language is the tenant's when null. Null: no such user any more. */
  async user(
    tenantId: string,
    userId: string,
  ): Promise<(Correspondent & { language: string | null }) | null> {
    const user = await this.database.read.findOneBy(User, { id: userId, tenantId });
    if (!user || user.state === 'disabled') return null;
    return { name: `${user.firstName} ${user.lastName}`, address: user.email, language: user.language };
  }
}
