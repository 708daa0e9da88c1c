import type { Database } from '@tenantry/database';
import { bytesToId, idToBytes, sha256 } from '@tenantry/kernel';
import { termsOf } from './terms';
import type { Findable } from './terms';

/** Of something that has a name and no id. */
export const sourceOf = (name: string): string => bytesToId(sha256(name).subarray(0, 16));

/**
 * From now on the tenant is found by this, as far as `sourceId` is concerned. In the running transaction, which
 * holds the row of that thing: two changes of one thing wait for each other, of different things they need not.
 */
export async function keepTerms(
  database: Database,
  tenantId: string,
  sourceId: string,
  findable: Findable,
): Promise<void> {
  const { manager } = database;
  const thing = [idToBytes(tenantId), idToBytes(sourceId)];
  const rows: { term: string }[] = await manager.query(
    'SELECT term FROM tenant_terms WHERE tenant_id = ? AND source_id = ?',
    thing,
  );
  const kept = new Set(rows.map(({ term }) => term));
  const wanted = new Set(termsOf(findable));
  const gone = [...kept].filter((term) => !wanted.has(term));
  const fresh = [...wanted].filter((term) => !kept.has(term));
  if (gone.length > 0)
    await manager.query('DELETE FROM tenant_terms WHERE tenant_id = ? AND source_id = ? AND term IN (?)', [
      ...thing,
      gone,
    ]);
  await insert(
    database,
    fresh.map((term) => [term, ...thing]),
  );
}

/** The same in the transaction that adds these things, which cannot have been found by anything yet. */
export async function firstTerms(
  database: Database,
  tenantId: string,
  things: readonly { sourceId: string; findable: Findable }[],
): Promise<void> {
  await insert(
    database,
    things.flatMap(({ sourceId, findable }) =>
      termsOf(findable).map((term) => [term, idToBytes(tenantId), idToBytes(sourceId)]),
    ),
  );
}

async function insert(database: Database, rows: unknown[][]): Promise<void> {
  if (rows.length > 0)
    await database.manager.query('INSERT INTO tenant_terms (term, tenant_id, source_id) VALUES ?', [rows]);
}
