import { Injectable } from '@nestjs/common';
import { checkPassword, OneTimeTokens, Passwords, readablePassword } from '@tenantry/credentials';
import { Database, isDuplicate } from '@tenantry/database';
import { DomainError, identityKey, nameOf, newId, notFound } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Outbox } from '@tenantry/mail';
import { SecondFactors } from '@tenantry/second-factors';
import { invitationMails } from './invitations.service';
import type { InvitationMail } from './invitations.service';
import { emailOf, languageOf, peopleKey, zoneOf } from './names';
import { Operator } from './operator.entity';
import { OperatorInvitations } from './operator-invitations.service';
import { counted, cursorOf, paged, searched } from './people-pages';
import type { PeopleFilter } from './people-pages';

export type OperatorRole = Operator['role'];
export const operatorRoles = ['admin', 'support', 'auditor'] as const satisfies OperatorRole[];

export interface InvitedOperator {
  email: string;
  name: string;
  role: OperatorRole;
  language?: string;
  timeZone?: string;
}

export interface NewOperator extends InvitedOperator {
  /** Generated when missing. */
  password?: string;
}

export interface OperatorFilter extends PeopleFilter {
  role?: OperatorRole;
  state?: Operator['state'];
}

export interface OperatorListItem {
  id: string;
  email: string;
  name: string;
  role: OperatorRole;
  state: Operator['state'];
  /** In the past when the link ran out; null when nothing is waited for. */
  invitationExpiresAt: Date | null;
  mail: InvitationMail;
  secondFactor: boolean;
  lastSignedInAt: Date | null;
  createdAt: Date;
  cursor: string;
}

@Injectable()
export class Operators {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly invitations: OperatorInvitations,
    private readonly tokens: OneTimeTokens,
    private readonly outbox: Outbox,
    private readonly secondFactors: SecondFactors,
  ) {}

  /** The generated password is for whoever runs this to pass on; it is kept nowhere. */
  async create(input: NewOperator, who: Who): Promise<{ id: string; generatedPassword: string | null }> {
    const operator = checked(input);
    const password = input.password ?? readablePassword();
    checkPassword(password, [operator.email, operator.name]);
    const passwordHash = await this.passwords.hash(password);
    await this.database.transaction(async () => {
      await this.insert({ ...operator, passwordHash, state: 'active' });
      await this.record('operator.created', operator, who);
    });
    return { id: operator.id, generatedPassword: input.password === undefined ? password : null };
  }

  async invite(input: InvitedOperator, who: Who): Promise<{ id: string }> {
    const operator = checked(input);
    await this.database.transaction(async () => {
      await this.insert({ ...operator, passwordHash: null, state: 'invited' });
      await this.invitations.send(operator);
      await this.record('operator.invited', operator, who);
    });
    return { id: operator.id };
  }

  /** A new link; the earlier one is dead from here on. */
  resend(id: string, who: Who): Promise<void> {
    return this.database.transaction(async () => {
      const operator = await this.database.manager.findOne(Operator, {
        where: { id },
        lock: { mode: 'pessimistic_write' },
      });
      if (!operator) throw notFound('operator');
      if (operator.state !== 'invited')
        throw new DomainError('conflict', 'This account waits for no invitation.', {
          code: operator.state === 'disabled' ? 'operator_disabled' : 'already_active',
        });
      await this.invitations.send(operator);
      await this.record('operator.invitation_resent', operator, who);
    });
  }

  /** Whether anyone can work in the console yet. */
  any(): Promise<boolean> {
    return this.database.read.existsBy(Operator, { state: 'active' });
  }

  async list(filter: OperatorFilter): Promise<OperatorListItem[]> {
    const operators = await paged(this.matching(filter), filter).getMany();
    const waiting = operators.filter(({ state }) => state === 'invited').map(({ id }) => id);
    const links = await this.tokens.waitedFor('operator-invitation', waiting);
    const secured = await this.secondFactors.areOn(operators.map(({ id }) => id));
    return Promise.all(
      operators.map(async (operator) => {
        const { id, email, name, role, state, lastSignedInAt, createdAt } = operator;
        const mail =
          state === 'invited' ? await this.outbox.latest(null, 'operator-invitation', email) : null;
        return {
          id,
          email,
          name,
          role,
          state,
          invitationExpiresAt: links.get(id) ?? null,
          mail: mail && invitationMails[mail.state],
          secondFactor: secured.has(id),
          lastSignedInAt,
          createdAt,
          cursor: cursorOf(operator, filter),
        };
      }),
    );
  }

  total(filter: OperatorFilter) {
    return counted(this.matching(filter));
  }

  private matching({ search, role, state }: OperatorFilter) {
    const query = this.database.read.createQueryBuilder(Operator, 'person').where('1 = 1');
    if (role) query.andWhere('person.role = :role', { role });
    if (state) query.andWhere('person.state = :state', { state });
    return searched(query, search);
  }

  private record(action: string, { id, name, email, role }: Checked, who: Who): Promise<void> {
    const target = { kind: 'operator', id, name };
    return who.record({ tenantId: null, type: 'user', action, target, after: { email, role } });
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

type Checked = Pick<Operator, 'id' | 'name' | 'email' | 'role' | 'language' | 'timeZone'>;

function checked(input: InvitedOperator): Checked & Pick<Operator, 'emailKey' | 'searchKey'> {
  const email = emailOf(input.email);
  const name = nameOf(input.name, 'name', 255);
  return {
    id: newId(),
    email,
    emailKey: identityKey(email),
    name,
    searchKey: peopleKey(name),
    role: input.role,
    language: languageOf(input.language ?? 'en'),
    timeZone: zoneOf(input.timeZone ?? 'UTC'),
  };
}
