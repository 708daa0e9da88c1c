import type { UserRow } from '#lib/views';

export const sorts = ['name', 'email', 'lastSignedIn', 'created'] as const;
export type Sort = (typeof sorts)[number];

export const states = ['active', 'invited', 'disabled'] as const;
export type State = (typeof states)[number];

/** An operator or a tenant's user, as both lists show them. */
export type Person = {
  id: string;
  name: string;
  /** Operators have none. */
  username: string | null;
  email: string;
  role: string;
  /** One of the tenant's own, which narrows the built-in one. */
  ownRole: { id: string; name: string } | null;
  state: State;
  mail: UserRow['mail'];
  /** What the mail server said, where the mail failed or is still tried. */
  mailReason: string | null;
  /** Until when the invitation opens; in the past when it ran out. */
  waitsUntil: string | null;
  secondFactor: boolean;
  lastSignedInAt: string | null;
  createdAt: string;
};

/** How many admins are left, by state. */
export type Admins = Record<'active' | 'invited', number>;

export type PeopleView = {
  staff: 'operators' | 'users';
  roles: readonly string[];
  /** The tenant's own, each for people of its built-in one. Empty for operators. */
  ownRoles: { id: string; name: string; base: string }[];
  items: Person[];
  next: string | null;
  total: { count: number; exact: boolean };
  filter: { search: string; role: string; state: string; sort: Sort; descending: boolean };
  admins: Admins;
  /** Who is looking. */
  me: string;
  mayChange: boolean;
  mayResend: boolean;
};

/** `name`, or `-name` for the other direction. */
export function readSort(text: string | null): { sort: Sort; descending: boolean } {
  const descending = text?.startsWith('-') ?? false;
  const sort = sorts.find((one) => one === (descending ? text?.slice(1) : text)) ?? 'name';
  return { sort, descending: descending && sort === text?.slice(1) };
}

export const sortText = (sort: Sort, descending: boolean): string =>
  sort === 'name' && !descending ? '' : `${descending ? '-' : ''}${sort}`;
