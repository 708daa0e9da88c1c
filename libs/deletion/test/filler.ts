import { randomBytes } from 'node:crypto';
import type { Database } from '@tenantry/database';
import { idToBytes, newIdBytes } from '@tenantry/kernel';
import type { TenantTable } from '../src/tables';

interface Column {
  tbl: string;
  col: string;
  type: string;
  length: string | null;
  nullable: 'YES' | 'NO';
}

type Values = Record<string, unknown>;

/** What no other value would do for. */
const fixed: Record<string, Values> = {
  users: { role: 'admin', state: 'active', language: 'en' },
  // One that nobody sends.
  outbox: { letter: 'threshold', language: 'en', state: 'dead', secrets: null, dedupe_key: null },
  capability_states: { capability: 'agents', own: 0, own_quantity: null, allocated: 5 },
  conversations: { started_at: new Date('2026-05-05T00:00:00.000Z') },
};

/** Rows in any table, made of nothing but what the schema says; whatever is text says whose they are. */
export class Filler {
  private constructor(
    private readonly database: Database,
    private readonly columns: Map<string, Column[]>,
  ) {}

  static async of(database: Database): Promise<Filler> {
    const rows = await database.query<Column[]>(
      `SELECT table_name AS tbl, column_name AS col, data_type AS type, character_maximum_length AS length,
         is_nullable AS nullable
       FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position`,
    );
    return new Filler(
      database,
      Map.groupBy(rows, ({ tbl }) => tbl),
    );
  }

  tables(): string[] {
    return [...this.columns.keys()];
  }

  /** Tables in which rows are found by the tenant's id. */
  ofTenants(): string[] {
    return this.tables().filter((table) => this.columns.get(table)!.some(({ col }) => col === 'tenant_id'));
  }

  /** A tenant and so many rows in each of these tables. */
  async tenant(tenantId: string, marker: string, tables: readonly TenantTable[], rows: number) {
    await this.insert('tenants', marker, {
      ...{ id: idToBytes(tenantId), slug: marker, company_name: `${marker} Ltd`, state: 'enabled' },
      ...{ country: 'GB', time_zone: 'UTC', language: 'en', zone_from: null, zone_before: null, version: 1 },
      ...{ disabled_at: null, deleted_at: null, deleted_from: null, deleted_by: null, purge_at: null },
      ...{ purging_at: null, threshold_steps: null },
    });
    // What things hang on comes later in the list.
    for (const table of tables.toReversed())
      for (let row = 0; row < rows; row++) await this.row(tenantId, `${marker}-${row}`, table);
  }

  async row(tenantId: string, marker: string, { table, of }: TenantTable): Promise<void> {
    if (!of) return this.insert(table, marker, { tenant_id: idToBytes(tenantId) });
    const [parent] = await this.database.query<{ id: Buffer }[]>(
      `SELECT id FROM ${of.table} WHERE tenant_id = ? ORDER BY id DESC LIMIT 1`,
      [idToBytes(tenantId)],
    );
    return this.insert(table, marker, { [of.by]: parent!.id });
  }

  /** Foreign keys are looked at on the way out, not on the way in. */
  async insert(table: string, marker: string, values: Values): Promise<void> {
    const row = Object.fromEntries(
      this.columns.get(table)!.map((column) => [column.col, this.valueOf(column, marker)]),
    );
    const whole: Values = { ...row, ...fixed[table], ...values };
    await this.database.transaction(async () => {
      const { manager } = this.database;
      await manager.query('SET SESSION foreign_key_checks = 0');
      try {
        await manager.query(`INSERT INTO ${table} (${Object.keys(whole).join(', ')}) VALUES (?)`, [
          Object.values(whole),
        ]);
      } finally {
        await manager.query('SET SESSION foreign_key_checks = 1');
      }
    });
  }

  private valueOf({ type, length, col }: Column, marker: string): unknown {
    const size = Number(length ?? 0);
    switch (type) {
      case 'binary':
      case 'varbinary':
      case 'blob':
        return size === 16 ? newIdBytes() : randomBytes(Math.min(size, 32));
      case 'varchar':
      case 'char':
        if (/email|to_address/.test(col)) return `ada@${marker}.test`;
        return size < marker.length ? marker.slice(-size) : `${marker}.${col}`.slice(0, size);
      case 'longtext':
      case 'json':
      case 'text':
        return JSON.stringify({ [col]: marker });
      case 'datetime':
      case 'timestamp':
        return new Date('2026-06-01T12:00:00.000Z');
      case 'date':
        return '2026-06-01';
      default:
        return 1;
    }
  }
}
