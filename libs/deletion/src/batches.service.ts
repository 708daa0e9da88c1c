import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { idToBytes } from '@tenantry/kernel';
import type { TenantTable } from './tables';

/** Locks of one batch are held for some hundredths of a second. */
const ROWS_AT_ONCE = 1_000;
/** Each may have many rows that hang on it. */
const PARENTS_AT_ONCE = 50;

/** A tenant's rows in one table, looked at and deleted a few at a time. */
@Injectable()
export class Batches {
  constructor(private readonly database: Database) {}

  async hasRows(tenantId: string, table: TenantTable): Promise<boolean> {
    return (await this.count(tenantId, table, 1)) > 0;
  }

  /** No more than `most` of them: a tenant may have millions. */
  async count(tenantId: string, { table, of }: TenantTable, most: number): Promise<number> {
    const column = table === 'tenants' ? 'id' : 'tenant_id';
    const rows = of
      ? `SELECT 1 FROM ${of.table} parent JOIN ${table} child ON child.${of.by} = parent.id WHERE parent.tenant_id = ?`
      : `SELECT 1 FROM ${table} WHERE ${column} = ?`;
    const [row] = await this.database.query<{ count: string }[]>(
      `SELECT COUNT(*) AS count FROM (${rows} LIMIT ${most}) some`,
      [idToBytes(tenantId)],
    );
    return Number(row!.count);
  }

  /** In the running transaction; says how many rows it deleted. Zero: there are none left. */
  async delete(tenantId: string, { table, of }: TenantTable): Promise<number> {
    const { manager } = this.database;
    if (!of) {
      const deleted = await manager.query(`DELETE FROM ${table} WHERE tenant_id = ? LIMIT ${ROWS_AT_ONCE}`, [
        idToBytes(tenantId),
      ]);
      return deleted.affectedRows;
    }
    const parents: { id: Buffer }[] = await manager.query(
      `SELECT id FROM ${of.table} parent WHERE tenant_id = ?
         AND EXISTS (SELECT 1 FROM ${table} child WHERE child.${of.by} = parent.id) LIMIT ${PARENTS_AT_ONCE}`,
      [idToBytes(tenantId)],
    );
    if (parents.length === 0) return 0;
    const deleted = await manager.query(`DELETE FROM ${table} WHERE ${of.by} IN (?) LIMIT ${ROWS_AT_ONCE}`, [
      parents.map(({ id }) => id),
    ]);
    return deleted.affectedRows;
  }
}
