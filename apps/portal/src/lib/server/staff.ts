import type { PeopleView, Person as Row, Sort, State } from '#lib/people/people';
import { usernameFrom } from '#lib/people/usernames';
import { languages } from '#lib/preferences';
import type { Api } from '#lib/server/api';
import { zoneName } from '#lib/server/choices';
import type { Sent } from '#lib/server/forms';
import type { OperatorRow, UserRow } from '#lib/views';
import { m } from '#messages';

/** As its own list says it; what else the tenant made of the role comes from elsewhere. */
type Person = Omit<Row, 'ownRole'>;

export const operatorRoles = ['admin', 'support', 'auditor'] as const;
export const userRoles = ['admin', 'supervisor', 'agent', 'member'] as const;

export type PeopleQuery = {
  search?: string;
  role?: string;
  state?: State;
  sort?: Sort;
  descending?: boolean;
  cursor?: string;
  limit: number;
};

/** The platform's people or one tenant's: two sets of procedures under one set of names. */
export interface Staff {
  kind: 'operators' | 'users';
  roles: readonly string[];
  list(
    query: PeopleQuery,
  ): Promise<{ items: Person[]; next: string | null; total: { count: number; exact: boolean } }>;
  /** Reads the form; what it returns sends the invitation. */
  invitation(sent: Sent): () => Promise<unknown>;
  resend(id: string): Promise<unknown>;
  /** Of somebody invited; operators have none. */
  correctAddress(id: string, email: string): Promise<unknown>;
  setRole(id: string, role: string): Promise<unknown>;
  /** The tenant's own roles, and who of these people has which. Operators have none. */
  ownRoles(): Promise<PeopleView['ownRoles']>;
  assigned(ids: string[]): Promise<{ userId: string; roleId: string }[]>;
  /** Null: the built-in role alone. */
  assignRole(id: string, roleId: string | null): Promise<unknown>;
  disable(id: string): Promise<unknown>;
  enable(id: string): Promise<unknown>;
  resetSecondFactor(id: string): Promise<unknown>;
  remove(id: string): Promise<unknown>;
}

/** The API says which role is none; the type alone is narrowed here. */
const as = <T extends string>(roles: readonly T[], role: string | undefined) => role as T | undefined;

export function operatorStaff({ operators }: Api): Staff {
  const one = (operatorId: string) => ({ operatorId });
  return {
    kind: 'operators',
    roles: operatorRoles,
    async list({ role, ...query }) {
      const page = await operators.list.query({ ...query, role: as(operatorRoles, role) });
      return { ...page, items: page.items.map(operatorPerson) };
    },
    invitation(sent) {
      const invited = {
        name: sent.required('name', 255),
        email: sent.email('email'),
        role: sent.oneOf('role', operatorRoles),
        language: sent.oneOf('language', languages),
        timeZone: zoneName(sent.required('timeZone')) ?? '',
      };
      if (!invited.timeZone) sent.wrong('timeZone', m.error_time_zone());
      return () => operators.invite.mutate(invited);
    },
    resend: (id) => operators.resend.mutate(one(id)),
    correctAddress: async () => undefined,
    ownRoles: async () => [],
    assigned: async () => [],
    assignRole: async () => undefined,
    setRole: (id, role) => operators.setRole.mutate({ ...one(id), role: as(operatorRoles, role)! }),
    disable: (id) => operators.disable.mutate(one(id)),
    enable: (id) => operators.enable.mutate(one(id)),
    resetSecondFactor: (id) => operators.resetSecondFactor.mutate(one(id)),
    remove: (id) => operators.remove.mutate(one(id)),
  };
}

/** Operators name the tenant; everyone else has theirs. */
export function userStaff({ users, permissions }: Api, tenantId?: string): Staff {
  const one = (userId: string) => ({ tenantId, userId });
  return {
    kind: 'users',
    roles: userRoles,
    async list({ role, ...query }) {
      const page = await users.list.query({ tenantId, ...query, role: as(userRoles, role) });
      return { ...page, items: page.items.map(userPerson) };
    },
    invitation(sent) {
      const email = sent.email('email');
      const invited = {
        firstName: sent.required('firstName', 100),
        lastName: sent.required('lastName', 100),
        email,
        username: sent.text('username') || usernameFrom(email),
        role: sent.oneOf('role', userRoles),
        language: languages.find((one) => one === sent.text('language')),
      };
      return () => users.invite.mutate({ tenantId, ...invited });
    },
    resend: (id) => users.resend.mutate(one(id)),
    correctAddress: (id, email) => users.correctAddress.mutate({ ...one(id), email }),
    ownRoles: async () => (await permissions.roles.query({ tenantId })).own,
    assigned: async (userIds) =>
      userIds.length > 0 ? permissions.assigned.query({ tenantId, userIds }) : [],
    assignRole: (id, roleId) => permissions.assignRole.mutate({ ...one(id), roleId }),
    setRole: (id, role) => users.setRole.mutate({ ...one(id), role: as(userRoles, role)! }),
    disable: (id) => users.disable.mutate(one(id)),
    enable: (id) => users.enable.mutate(one(id)),
    resetSecondFactor: (id) => users.resetSecondFactor.mutate(one(id)),
    remove: (id) => users.remove.mutate(one(id)),
  };
}

const operatorPerson = ({ invitationExpiresAt, ...operator }: OperatorRow): Person => ({
  ...operator,
  username: null,
  mailReason: null,
  waitsUntil: invitationExpiresAt,
});

const userPerson = ({ activationExpiresAt, firstName, lastName, ...user }: UserRow): Person => ({
  ...user,
  name: `${firstName} ${lastName}`,
  waitsUntil: activationExpiresAt,
});
