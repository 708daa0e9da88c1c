import { bytesToId, idToBytes } from '@tenantry/kernel';

export type Query = <T = Record<string, unknown>>(sql: string, parameters?: unknown[]) => Promise<T[]>;

/** Refusals write here, and may. */
const journals = new Set(['operation_log', 'sign_in_attempts', 'migrations', 'job_leases']);

/** All tables of the installation, looked at without knowing what they mean. */
export class Rows {
  private constructor(
    private readonly query: Query,
    /** The columns of ids, by table. */
    private readonly tables: Map<string, string[]>,
  ) {}

  static async of(query: Query): Promise<Rows> {
    const columns = await query<{ tbl: string; col: string | null }>(
      `SELECT t.table_name AS tbl, c.column_name AS col FROM information_schema.tables t
       LEFT JOIN information_schema.columns c ON c.table_schema = t.table_schema
         AND c.table_name = t.table_name AND c.column_type = 'binary(16)'
       WHERE t.table_schema = DATABASE() AND t.table_type = 'BASE TABLE' ORDER BY 1, 2`,
    );
    const grouped = Map.groupBy(columns, ({ tbl }) => tbl);
    const tables = [...grouped].map(
      ([name, rows]) => [name, rows.flatMap(({ col }) => (col ? [col] : []))] as const,
    );
    return new Rows(query, new Map(tables));
  }

  /** One number for each table, which any change of a row changes. */
  async sums(): Promise<string> {
    const names = [...this.tables.keys()].filter((name) => !journals.has(name));
    return JSON.stringify(await this.query(`CHECKSUM TABLE ${names.join(', ')}`));
  }

  /** Every row that names one of these ids, by table; journals left out. */
  private async naming(ids: ReadonlySet<string>): Promise<Map<string, Record<string, unknown>[]>> {
    const found = new Map<string, Record<string, unknown>[]>();
    const bytes = [...ids].map(idToBytes);
    for (const [table, columns] of this.tables) {
      if (columns.length === 0 || journals.has(table)) continue;
      const where = columns.map((column) => `${column} IN (?)`).join(' OR ');
      found.set(
        table,
        await this.query(
          `SELECT * FROM ${table} WHERE ${where}`,
          columns.map(() => bytes),
        ),
      );
    }
    return found;
  }

  /** All ids that belong to a tenant: of rows that name it, of rows that name those, and so on; by `table.column`. */
  async idsOf(tenantId: string): Promise<Map<string, string[]>> {
    const ids = new Set<string>();
    const next = new Set([tenantId]);
    let byColumn = new Map<string, string[]>();
    while (next.size > ids.size) {
      for (const id of next) ids.add(id);
      byColumn = new Map();
      for (const [table, rows] of await this.naming(ids))
        for (const column of this.tables.get(table)!) {
          const values = rows.flatMap((row) => (row[column] ? [bytesToId(row[column] as Buffer)] : []));
          if (values.length > 0) byColumn.set(`${table}.${column}`, [...new Set(values)]);
          for (const value of values) next.add(value);
        }
    }
    const log = await this.query<{ id: Buffer }>('SELECT id FROM operation_log WHERE tenant_id = ?', [
      idToBytes(tenantId),
    ]);
    return byColumn.set(
      'operation_log.id',
      log.map(({ id }) => bytesToId(id)),
    );
  }

  async dump(ids: ReadonlySet<string>): Promise<string> {
    const rows = [...(await this.naming(ids))];
    return JSON.stringify(
      rows.map(([table, found]) => [table, found.map((row) => JSON.stringify(row)).sort()]),
    );
  }

  /** A row like another one but for some of its columns. */
  async copy(table: string, where: Record<string, unknown>, changes: Record<string, unknown>): Promise<void> {
    const [column, value] = Object.entries(where)[0]!;
    const [row] = await this.query(`SELECT * FROM ${table} WHERE ${column} = ?`, [value]);
    const copy = { ...row, ...changes };
    await this.query(
      `INSERT INTO ${table} (${Object.keys(copy).join(', ')}) VALUES (${Object.keys(copy)
        .map(() => '?')
        .join(', ')})`,
      Object.values(copy),
    );
  }
}
