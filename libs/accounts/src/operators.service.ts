import { Injectable } from '@nestjs/common';
import { checkPassword, Passwords, readablePassword } from '@tenantry/credentials';
import { Database, isDuplicate } from '@tenantry/database';
import { DomainError, identityKey, nameOf, newId } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { emailOf } from './names';
import { Operator } from './operator.entity';

export type OperatorRole = Operator['role'];

export interface NewOperator {
  email: string;
  name: string;
  /** Generated when missing. */
  password?: string;
  role: OperatorRole;
  language?: string;
  timeZone?: string;
}

@Injectable()
export class Operators {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
  ) {}

  /** The generated password is for whoever runs this to pass on; it is kept nowhere. */
  async create(input: NewOperator, who: Who): Promise<{ id: string; generatedPassword: string | null }> {
    const email = emailOf(input.email);
    const name = nameOf(input.name, 'name', 255);
    const password = input.password ?? readablePassword();
    checkPassword(password, [email, name]);
    const passwordHash = await this.passwords.hash(password);
    const id = newId();
    const { role, language = 'en', timeZone = 'UTC' } = input;
    const row = { id, email, emailKey: identityKey(email), name, passwordHash, role, language, timeZone };
    await this.database.transaction(async () => {
      await this.insert({ ...row, state: 'active' });
      await who.record({
        tenantId: null,
        type: 'user',
        action: 'operator.created',
        target: { kind: 'operator', id, name },
        after: { email, role },
      });
    });
    return { id, generatedPassword: input.password === undefined ? password : null };
  }

  /** Whether anyone can work in the console yet. */
  any(): Promise<boolean> {
    return this.database.read.existsBy(Operator, { state: 'active' });
  }

  private async insert(operator: Omit<Operator, 'createdAt' | 'lastSignedInAt'>): Promise<void> {
    try {
      await this.database.manager.insert(Operator, operator);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new DomainError('conflict', 'An operator has this e-mail address already.', {
        field: 'email',
        code: 'email_taken',
      });
    }
  }
}
