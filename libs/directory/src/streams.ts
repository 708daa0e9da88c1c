import type { Place } from './cursor';
import { all, raw, sql } from './sql';
import type { Sql } from './sql';

export const sorts = ['created', 'name', 'slug', 'country', 'used', 'ends'] as const;
export type Sort = (typeof sorts)[number];

export interface Order {
  sort: Sort;
  descending: boolean;
}

export type Kind = 'text' | 'ascii' | 'instant' | 'number' | 'none';

/**
 * An order is one or more streams, one after another: what has no value for the order comes last, in either
 * direction. A stream is an index that is walked, and says how the same place is told of a tenant alone.
 */
export interface Stream {
  table: string;
  index: string;
  /** Columns of the table: the tenant, what is ordered by (`none`: by `ref` alone), what makes it unambiguous. */
  id: string;
  key: string | null;
  ref: string;
  kind: Kind;
  /** Which part of the index, as `w`. */
  when?: Sql;
  /** Which tenants belong here, over `t`, `r` and `u`; and that the walked row `w` is the one that counts. */
  belongs?: Sql;
  counts?: Sql;
  keyOf: Sql;
  refOf: Sql;
}

const ofTenants = (index: string, key: string, kind: Kind): Stream => ({
  table: 'tenants',
  index,
  id: 'id',
  key,
  ref: 'id',
  kind,
  keyOf: raw(`t.${key}`),
  refOf: raw('t.id'),
});
const others = (belongs: Sql): Stream => ({
  table: 'tenants',
  index: 'PRIMARY',
  id: 'id',
  key: null,
  ref: 'id',
  kind: 'none',
  belongs,
  keyOf: raw('NULL'),
  refOf: raw('t.id'),
});

/** Of contracts, only those that have not ended are looked at, and only the one that runs counts. */
export function streamsOf(sort: Sort, now: Date): Stream[] {
  const running = (ref: string) => ({
    ref,
    counts: sql`r.id = w.${raw(ref)}`,
    refOf: raw('r.id'),
    id: 'tenant_id',
  });
  switch (sort) {
    case 'created':
      return [ofTenants('tenants_created', 'created_at', 'instant')];
    case 'name':
      return [ofTenants('tenants_company_name', 'company_name_key', 'text')];
    case 'slug':
      return [ofTenants('tenants_slug', 'slug', 'ascii')];
    case 'country':
      return [ofTenants('tenants_country', 'country', 'ascii')];
    case 'used':
      return [
        {
          ...running('contract_id'),
          table: 'contract_counters',
          index: 'contract_counters_used',
          key: 'used_permille',
          kind: 'number',
          when: sql`w.used_permille IS NOT NULL`,
          belongs: sql`u.used_permille IS NOT NULL`,
          keyOf: raw('u.used_permille'),
        },
        others(sql`u.used_permille IS NULL`),
      ];
    case 'ends':
      return [
        {
          ...running('id'),
          table: 'contracts',
          index: 'contracts_end',
          key: 'ends_at',
          kind: 'instant',
          when: sql`w.ends_at > ${now}`,
          belongs: sql`r.ends_at IS NOT NULL`,
          keyOf: raw('r.ends_at'),
        },
        {
          ...running('id'),
          table: 'contracts',
          index: 'contracts_end',
          key: null,
          kind: 'none',
          when: sql`w.ends_at IS NULL`,
          belongs: sql`r.id IS NOT NULL AND r.ends_at IS NULL`,
          keyOf: raw('NULL'),
        },
        others(sql`r.id IS NULL`),
      ];
  }
}

/** From behind one place up to another. */
export interface Stretch {
  at?: Place | null;
  until?: Place | null;
}

export const direction = ({ descending }: Order) => raw(descending ? 'DESC' : 'ASC');

/** The stream's index, as `w`, from one place to another, in order. */
export function along(stream: Stream, { at, until }: Stretch, order: Order) {
  const [key, ref] = [stream.key && raw(`w.${stream.key}`), raw(`w.${stream.ref}`)];
  const way = direction(order);
  return {
    key,
    ref,
    from: sql`${raw(stream.table)} w FORCE INDEX (${raw(stream.index)})`,
    where: all([
      ...(stream.when ? [stream.when] : []),
      keyset(key, ref, at, order.descending ? '<' : '>', false),
      keyset(key, ref, until, order.descending ? '>' : '<', true),
    ]),
    by: key ? sql`${key} ${way}, ${ref} ${way}` : sql`${ref} ${way}`,
  };
}

/** Beyond a place, or up to it. A comparison of pairs would not use the index. */
export function keyset(
  key: Sql | null | '',
  ref: Sql,
  at: Place | null | undefined,
  beyond: '<' | '>',
  inclusive: boolean,
): Sql {
  if (!at) return raw('TRUE');
  const [strictly, last] = [raw(beyond), raw(inclusive ? `${beyond}=` : beyond)];
  if (!key) return sql`${ref} ${last} ${at.ref}`;
  return sql`${key} ${strictly}= ${at.key} AND (${key} ${strictly} ${at.key} OR ${ref} ${last} ${at.ref})`;
}
