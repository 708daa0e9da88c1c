import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDataSource, scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { getMetadataArgsStorage } from 'typeorm';
import type { DataSource } from 'typeorm';
import './app.module';

/** Written and read by plain SQL only; each is here for a reason. */
const withoutEntity = [
  // The migrator's own, older than any entity.
  'migrations',
];

/** Foreign keys stand in migrations alone: entities do not know those of other libs. */
const isForeignKey = (statement: string) => /^ALTER TABLE `\w+` DROP FOREIGN KEY/.test(statement);

let scratch: Scratch;
let source: DataSource;

beforeAll(async () => {
  scratch = await scratchSchema();
  // Importing the application has declared every entity.
  const entities = getMetadataArgsStorage().tables.map(({ target }) => target as () => void);
  source = await openDataSource({ url: scratch.url, poolSize: 2 }, entities);
});
afterAll(async () => {
  await source?.destroy();
  await scratch?.drop();
});

describe('entities and migrations', () => {
  it('agree on every column, key and default', async () => {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query).filter((query) => !isForeignKey(query))).toEqual([]);
  });

  /** TypeORM reads them and does not compare them; a slug in another collation would be compared without case. */
  it('agree on how each text is compared', async () => {
    const [{ usual }] = await source.query('SELECT @@collation_database AS usual');
    const rows: Record<string, string>[] = await source.query(
      `SELECT table_name AS tbl, column_name AS col, collation_name AS collation FROM information_schema.columns
       WHERE table_schema = DATABASE() AND collation_name IS NOT NULL AND column_type <> 'longtext'`,
    );
    const found = new Map(rows.map(({ tbl, col, collation }) => [`${tbl}.${col}`, collation]));
    const declared = source.entityMetadatas
      .flatMap(({ tableName, columns }) =>
        columns.map((column) => [`${tableName}.${column.databaseName}`, column.collation || usual] as const),
      )
      .filter(([name]) => found.has(name));
    expect(declared.length).toBeGreaterThan(50);
    expect(declared.filter(([name, collation]) => found.get(name) !== collation)).toEqual([]);
  });

  it('know the same tables', async () => {
    const rows = await source.query(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'",
    );
    const tables = rows.map(({ name }: { name: string }) => name);
    const known = [...source.entityMetadatas.map(({ tableName }) => tableName), ...withoutEntity];
    expect(tables.sort()).toEqual(known.sort());
  });
});
