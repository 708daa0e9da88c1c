import { createMongoAbility } from '@casl/ability';
import type { MongoAbility } from '@casl/ability';
import { idToBytes, newId } from '@tenantry/kernel';
import { catalogue } from '@tenantry/permissions';
import mysql from 'mysql2/promise';
import type { Pool } from 'mysql2/promise';

const keys = catalogue.features.map(({ key }) => key);

export interface Question {
  tenantId: string;
  slug: string;
  feature: string;
}

/** Tenants with five differences each, and questions about all of them in an order that no cache line likes. */
export async function seed(url: string, tenants: number, count: number): Promise<Question[]> {
  const connection = await mysql.createConnection(url);
  const rows = Array.from({ length: tenants }, (_, n) => ({ id: newId(), slug: `bench-${n}` }));
  await connection.query(
    `INSERT INTO tenants (id, slug, company_name, company_name_key, size, country, time_zone, language, notification)
     VALUES ?`,
    [
      rows.map(({ id, slug }) => [
        idToBytes(id),
        slug,
        slug,
        slug,
        '1-10',
        'GB',
        'Europe/London',
        'en',
        'activation_link',
      ]),
    ],
  );
  await connection.query('INSERT INTO tenant_permissions (tenant_id, catalogue_version, version) VALUES ?', [
    rows.map(({ id }) => [idToBytes(id), 1, 1]),
  ]);
  await connection.query('INSERT INTO tenant_features (tenant_id, feature, value, version) VALUES ?', [
    rows.flatMap(({ id }, n) =>
      [3, 11, 23, 42, 71].map((step) => [idToBytes(id), keys[(n + step) % keys.length], n % 2, 1]),
    ),
  ]);
  await connection.end();
  return Array.from({ length: count }, (_, n) => {
    const { id, slug } = rows[(n * 7_919) % tenants]!;
    return { tenantId: id, slug, feature: keys[(n * 31) % keys.length]! };
  });
}

/** One statement that tells the value of one feature of one tenant, by keys alone: the least that asking can cost. */
export function joining(
  url: string,
  connections: number,
): { pool: Pool; ask(one: Question): Promise<boolean> } {
  const pool = mysql.createPool({ uri: url, connectionLimit: connections });
  return {
    pool,
    async ask({ tenantId, feature }) {
      const [rows] = await pool.query(
        `SELECT COALESCE(f.value, d.value, 1) AS value FROM tenants t
         LEFT JOIN tenant_features f ON f.tenant_id = t.id AND f.feature = ?
         LEFT JOIN permission_defaults d ON d.feature = ?
         WHERE t.id = ? AND t.state = 'enabled'`,
        [feature, feature, idToBytes(tenantId)],
      );
      return (rows as { value: number }[])[0]?.value === 1;
    },
  };
}

/** A tenant's features as rules of the library, as a request would build them from what it has loaded. */
export const abilityOf = (features: readonly string[]): MongoAbility =>
  createMongoAbility(features.map((subject) => ({ action: 'use', subject })));
