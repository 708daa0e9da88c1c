import { createMongoAbility } from '@casl/ability';
import type { MongoAbility } from '@casl/ability';
import { capabilityKeys } from '@tenantry/capabilities';
import type { CapabilityKey } from '@tenantry/capabilities';
import { DAY, idToBytes, newId } from '@tenantry/kernel';
import { catalogue } from '@tenantry/permissions';
import mysql from 'mysql2/promise';
import type { Pool } from 'mysql2/promise';

const keys = catalogue.features.map(({ key }) => key);

export interface Question {
  tenantId: string;
  slug: string;
  feature: string;
  capability: CapabilityKey;
}

/** Tenants with five differences, three limits of their own and for one in ten a boost; and questions about all of them in an order that no cache line likes. */
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
  await connection.query(
    `INSERT INTO capability_states (tenant_id, capability, own, own_quantity, boosted, allocated) VALUES ?`,
    [
      rows.flatMap(({ id }, n) =>
        [0, 3, 6].map((step, place) => [
          idToBytes(id),
          limited(n, step),
          1,
          10 + n,
          Number(place === 0 && n % 10 === 0),
          0,
        ]),
      ),
    ],
  );
  const now = Date.now();
  await connection.query(
    `INSERT INTO capability_boosts (id, tenant_id, capability, quantity, starts_at, ends_at, reason, created_by)
     VALUES ?`,
    [
      rows.flatMap(({ id }, n) =>
        n % 10 === 0
          ? [
              [
                idToBytes(newId()),
                idToBytes(id),
                limited(n, 0),
                20 + n,
                new Date(now - DAY),
                new Date(now + DAY),
                'bench',
                'bench',
              ],
            ]
          : [],
      ),
    ],
  );
  await connection.end();
  return Array.from({ length: count }, (_, n) => {
    const { id, slug } = rows[(n * 7_919) % tenants]!;
    return { tenantId: id, slug, feature: keys[(n * 31) % keys.length]!, capability: limited(n, 0) };
  });
}

const limited = (n: number, step: number): CapabilityKey =>
  capabilityKeys[(n + step) % capabilityKeys.length]!;

export interface Told {
  allowed: boolean;
  /** Null is unlimited. */
  limit: number | null;
}

/** One statement that tells the value of one feature and one limit, by keys alone: the least that asking can cost. */
export function joining(url: string, connections: number): { pool: Pool; ask(one: Question): Promise<Told> } {
  const pool = mysql.createPool({ uri: url, connectionLimit: connections });
  return {
    pool,
    async ask({ tenantId, feature, capability }) {
      const [rows] = await pool.query(
        `SELECT COALESCE(f.value, d.value, 1) AS value, c.free_quantity
           + GREATEST(IF(s.own, s.own_quantity, c.quantity), COALESCE(MAX(b.quantity), 0)) AS quantity
         FROM tenants t
         LEFT JOIN tenant_features f ON f.tenant_id = t.id AND f.feature = ?
         LEFT JOIN permission_defaults d ON d.feature = ?
         JOIN capability_defaults c ON c.capability = ?
         LEFT JOIN capability_states s ON s.tenant_id = t.id AND s.capability = c.capability
         LEFT JOIN capability_boosts b ON s.boosted AND b.tenant_id = t.id AND b.capability = c.capability
           AND b.settled_at IS NULL AND b.starts_at <= UTC_TIMESTAMP(3) AND b.ends_at > UTC_TIMESTAMP(3)
         WHERE t.id = ? AND t.state = 'enabled' GROUP BY t.id`,
        [feature, feature, capability, idToBytes(tenantId)],
      );
      const [row] = rows as { value: number; quantity: string | null }[];
      return { allowed: row?.value === 1, limit: row?.quantity == null ? null : Number(row.quantity) };
    },
  };
}

/** A tenant's features as rules of the library, as a request would build them from what it has loaded. */
export const abilityOf = (features: readonly string[]): MongoAbility =>
  createMongoAbility(features.map((subject) => ({ action: 'use', subject })));
