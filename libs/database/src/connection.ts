import mysql from 'mysql2';
import { DataSource } from 'typeorm';
import type { DataSourceOptions } from 'typeorm';

/** MariaDB and MySQL describe JSON columns differently, so TypeORM must be told which one answers. */
export type Flavour = 'mariadb' | 'mysql';

export interface ConnectionOptions {
  url: string;
  poolSize?: number;
}

/** Every pooled connection speaks UTC, reads only what is committed and refuses silent truncation. */
const sessionSetup = [
  "SET time_zone = '+00:00'",
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO'",
  'SET SESSION innodb_lock_wait_timeout = 15',
];

const driver = {
  ...mysql,
  createPool(options: mysql.PoolOptions) {
    const pool = mysql.createPool({ ...options, queryFormat });
    pool.on('connection', (connection) => {
      for (const statement of sessionSetup) connection.query(statement, ignoreUntilUsed);
    });
    return pool;
  },
};

/** TypeORM sends an empty list where there are no parameters: long statements need not be searched for their places. */
function queryFormat(sql: string, values: unknown, timezone?: string): string {
  const none = values === undefined || (Array.isArray(values) && values.length === 0);
  return none ? sql : mysql.format(sql, values as never, false, timezone as never);
}

/** A connection that cannot even be set up fails again, loudly, at its first real statement. */
function ignoreUntilUsed(): void {}

export async function flavourOf(url: string): Promise<Flavour> {
  const connection = await mysql.createConnection(url).promise();
  try {
    const [rows] = await connection.query('SELECT VERSION() AS version');
    return /mariadb/i.test((rows as { version: string }[])[0]!.version) ? 'mariadb' : 'mysql';
  } finally {
    await connection.end();
  }
}

export async function dataSourceOptions({
  url,
  poolSize = 12,
}: ConnectionOptions): Promise<DataSourceOptions> {
  return {
    type: await flavourOf(url),
    url,
    driver,
    timezone: 'Z',
    charset: 'utf8mb4',
    supportBigNumbers: true,
    bigNumberStrings: true,
    synchronize: false,
    poolSize,
    // An own stack for each statement costs more than many a statement; TypeORM's errors name it anyway.
    extra: { maxIdle: poolSize, enableKeepAlive: true, trace: false },
    logging: false,
  };
}

export async function openDataSource(
  options: ConnectionOptions,
  entities: DataSourceOptions['entities'] = [],
): Promise<DataSource> {
  return new DataSource({
    ...(await dataSourceOptions(options)),
    entities,
  } as DataSourceOptions).initialize();
}
