import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { idToBytes } from '@tenantry/kernel';
import { tenantsOf } from '@tenantry/search';
import { Criteria } from './filter';
import { all, sql } from './sql';
import type { Sql } from './sql';

/** The tenants that one filter leaves, if they are few: all others then decide among these. */
@Injectable()
export class Candidates {
  /** So many are looked at one by one; where every filter leaves more, a page is soon found along the order's index. */
  few = 1_000;

  constructor(private readonly database: Database) {}

  /** What is left to be asked of them: nothing, where the one thing that was asked has found them. */
  async of(criteria: Criteria): Promise<{ among: Buffer[] | null; rest: Criteria }> {
    const among = await this.find(criteria);
    const isGiven = criteria.id !== null || criteria.filter.tenantIds !== undefined;
    const isSettled = among && criteria.conditions().length === 1 && !criteria.asksContract && !isGiven;
    if (!isSettled) return { among, rest: criteria };
    const { state } = criteria.filter;
    return { among, rest: new Criteria(state === 'deleted' ? { state } : {}, criteria.now) };
  }

  private async find(criteria: Criteria): Promise<Buffer[] | null> {
    if (criteria.isVain) return [];
    if (criteria.filter.tenantIds) return criteria.filter.tenantIds.map(idToBytes);
    if (criteria.id) return [criteria.id];
    // The longest word is likely to be the rarest.
    for (const word of criteria.words.toSorted((a, b) => b.length - a.length)) {
      const found = await tenantsOf(this.database, word, this.few, criteria.filter.namesOnly);
      if (found) return found;
    }
    for (const probe of probes(criteria)) {
      const rows = await this.database.query<{ id: Buffer }[]>(
        `${probe.text} LIMIT ${this.few + 1}`,
        probe.values,
      );
      if (rows.length <= this.few) return rows.map(({ id }) => id);
    }
    return null;
  }
}

/** Each reads its own index and finds every tenant that its filter leaves, and perhaps some more. */
function probes({ filter, now, expiresBy }: Criteria): Sql[] {
  const { overLimit, usedFrom, createdFrom, createdBefore, state, country } = filter;
  const created = [
    createdFrom && sql`created_at >= ${createdFrom}`,
    createdBefore && sql`created_at < ${createdBefore}`,
  ].filter((part) => part !== undefined);
  return [
    expiresBy &&
      sql`SELECT tenant_id AS id FROM contracts WHERE ends_at > ${now} AND ends_at <= ${expiresBy}`,
    overLimit && sql`SELECT DISTINCT tenant_id AS id FROM capability_states WHERE over_since IS NOT NULL`,
    usedFrom !== undefined &&
      sql`SELECT tenant_id AS id FROM contract_counters WHERE used_permille >= ${usedFrom * 10}`,
    country !== undefined && sql`SELECT id FROM tenants WHERE country = ${country}`,
    state === 'deleted' && sql`SELECT id FROM tenants WHERE deleted_at IS NOT NULL`,
    state && state !== 'deleted' && sql`SELECT id FROM tenants WHERE state = ${state}`,
    created.length > 0 && sql`SELECT id FROM tenants WHERE ${all(created)}`,
  ].filter((probe): probe is Sql => Boolean(probe));
}
