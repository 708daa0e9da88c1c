import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

export interface Page {
  /** `<instant>~<key>` of the last row of the page before. */
  cursor?: string;
  limit: number;
  from?: Date;
  to?: Date;
}

export const cursorAt = (startedAt: Date, key: string): string => `${startedAt.toISOString()}~${key}`;

/**
 * One page, newest first, of rows clustered by (tenant, started_at, `key`), with one row more when there is a
 * next page. The two-part comparison is written so that the index is used.
 */
export function pageOf<T extends ObjectLiteral>(
  query: SelectQueryBuilder<T>,
  key: string,
  { cursor, limit, from, to }: Page,
  toParameter: (key: string) => unknown = (text) => text,
): Promise<T[]> {
  query
    .orderBy('row.started_at', 'DESC')
    .addOrderBy(`row.${key}`, 'DESC')
    .limit(limit + 1);
  if (from) query.andWhere('row.started_at >= :from', { from });
  if (to) query.andWhere('row.started_at < :to', { to });
  if (cursor) {
    const split = cursor.indexOf('~');
    query.andWhere(`row.started_at <= :at AND (row.started_at < :at OR row.${key} < :after)`, {
      at: new Date(cursor.slice(0, split)),
      after: toParameter(cursor.slice(split + 1)),
    });
  }
  return query.getMany();
}
