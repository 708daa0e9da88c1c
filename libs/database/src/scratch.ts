import { randomBytes } from 'node:crypto';
import mysql from 'mysql2/promise';
import type { DataSource, DataSourceOptions } from 'typeorm';
import { openDataSource } from './connection';
import { Database } from './database.service';
import { migrate } from './migrate';

export interface Scratch {
  url: string;
  source: DataSource;
  database: Database;
  /** Closes the connections and drops the schema. */
  drop(): Promise<void>;
}

/** A migrated schema of one's own on the test server, so that spec files run side by side. */
export async function scratchSchema(
  entities: DataSourceOptions['entities'] = [],
  { poolSize = 8 }: { poolSize?: number } = {},
): Promise<Scratch> {
  const server = process.env['TEST_DATABASE_URL'];
  if (!server) throw new Error('TEST_DATABASE_URL is not set: run the specs with `npm run test:db`');
  const name = `scratch_${randomBytes(6).toString('hex')}`;
  const admin = await mysql.createConnection(server);
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  await migrate(url.href);
  const source = await openDataSource({ url: url.href, poolSize }, entities);
  return {
    url: url.href,
    source,
    database: new Database(source),
    async drop() {
      await source.destroy();
      await admin.query(`DROP DATABASE ${name}`);
      await admin.end();
    },
  };
}
