import { identityKey, idToBytes, invalid, isId } from '@tenantry/kernel';
import { DEFAULT_LIMIT } from '@tenantry/trpc';
import type { SelectQueryBuilder } from 'typeorm';
import { peopleKey } from './names';

export const sorts = ['name', 'email', 'lastSignedIn', 'created'] as const;

export interface PeopleFilter {
  /** Any part of name, username or address. */
  search?: string;
  sort?: (typeof sorts)[number];
  descending?: boolean;
  /** What the last page gave, under the same sort. */
  cursor?: string;
  limit?: number;
}

interface Sortable {
  id: string;
  searchKey: string;
  emailKey: string;
  lastSignedInAt: Date | null;
}

/** Totals are exact up to here. */
const COUNTED = 1_000;
const MAX_PAGE = 100;

/** `person` is the query's alias. Whoever never signed in comes before everybody who did. */
const expressions = {
  name: 'person.searchKey',
  email: 'person.emailKey',
  lastSignedIn: 'COALESCE(person.lastSignedInAt, FROM_UNIXTIME(0))',
};

export function searched<T extends Sortable>(query: SelectQueryBuilder<T>, search = '') {
  const anywhere = (key: string) => `%${key.replace(/[\\%_]/g, '\\$&')}%`;
  const name = peopleKey(search);
  if (name)
    query.andWhere('(person.searchKey LIKE :name OR person.emailKey LIKE :address)', {
      name: anywhere(name),
      address: anywhere(identityKey(search)),
    });
  return query;
}

/** One row more than asked when there is a next page. */
export function paged<T extends Sortable>(query: SelectQueryBuilder<T>, filter: PeopleFilter) {
  const { sort = 'created', descending = false } = filter;
  const order = descending ? 'DESC' : 'ASC';
  const beyond = descending ? '<' : '>';
  const at = filter.cursor === undefined ? null : read(filter.cursor, sort);
  if (sort !== 'created') {
    query.orderBy(expressions[sort], order).addOrderBy('person.id', order);
    if (at)
      query.andWhere(
        `${expressions[sort]} ${beyond}= :value AND (${expressions[sort]} ${beyond} :value OR person.id ${beyond} :id)`,
        { value: sort === 'lastSignedIn' ? new Date(at.value) : at.value, id: idToBytes(at.id) },
      );
  } else {
    query.orderBy('person.id', order);
    if (at) query.andWhere(`person.id ${beyond} :id`, { id: idToBytes(at.id) });
  }
  return query.limit(Math.min(filter.limit ?? DEFAULT_LIMIT, MAX_PAGE) + 1);
}

export async function counted<T extends Sortable>(query: SelectQueryBuilder<T>) {
  const found = await query
    .select('person.id')
    .limit(COUNTED + 1)
    .getRawMany();
  return { count: Math.min(found.length, COUNTED), exact: found.length <= COUNTED };
}

export function cursorOf(person: Sortable, { sort = 'created' }: PeopleFilter): string {
  const values = {
    name: person.searchKey,
    email: person.emailKey,
    lastSignedIn: (person.lastSignedInAt ?? new Date(0)).toISOString(),
    created: '',
  };
  return Buffer.from(JSON.stringify([person.id, values[sort]])).toString('base64url');
}

function read(cursor: string, sort: PeopleFilter['sort']): { id: string; value: string } {
  const [id, value] = parsed(cursor);
  const whole = typeof id === 'string' && isId(id) && typeof value === 'string';
  if (!whole || (sort === 'lastSignedIn' && !instant.test(value)))
    throw invalid('cursor', 'This is not where a page began.', 'malformed');
  return { id, value };
}

const instant = /^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d\.\d{3}Z$/;

function parsed(cursor: string): unknown[] {
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(content) ? content : [];
  } catch {
    return [];
  }
}
