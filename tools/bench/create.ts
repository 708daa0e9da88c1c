import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DatabaseModule, scratchSchema } from '@tenantry/database';
import { installation } from '@tenantry/database/test';
import { idToBytes, newId, newIdBytes } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { LogsModule, OperationLogs } from '@tenantry/logs';
import { Onboarding, OnboardingModule, Wishes } from '@tenantry/onboarding';
import type { WishInput } from '@tenantry/onboarding';
import mysql from 'mysql2/promise';
import { alternate, printRates, ratio } from './measure';

const { values: options } = parseArgs({
  options: {
    // As many as the evaluation licence allows; its pools are emptied before each round.
    count: { type: 'string', default: '90' },
    rounds: { type: 'string', default: '15' },
    callers: { type: 'string', default: '8' },
  },
});
const [count, rounds, callers] = (['count', 'rounds', 'callers'] as const).map((name) =>
  Number(options[name]),
) as [number, number, number];

const scratch = await scratchSchema([], { poolSize: 1 });
@Module({
  imports: [installation(), DatabaseModule.forRoot({ url: scratch.url }), LogsModule, OnboardingModule],
})
class BenchModule {}
// Its jobs do not run: nothing is to be timed but creating.
const app = await NestFactory.createApplicationContext(BenchModule, { logger: ['error'] });
const [onboarding, wishes, logs] = [app.get(Onboarding), app.get(Wishes), app.get(OperationLogs)];

const who: Who = {
  ...{ tenantId: null, host: 'console.localhost', ip: '192.0.2.1', userAgent: 'bench', requestId: newId() },
  actor: { kind: 'operator', id: newId(), name: 'Olga Operator' },
  record(this: Who, entry) {
    return logs.record(this, entry);
  },
};

/** With something of everything; an activation link, for a password's hash would cost more than all the rows. */
const wished = (slug: string): WishInput => ({
  ...{ companyName: `Acme ${slug} Ltd`, slug, size: '11-50', country: 'GB' },
  ...{ timeZone: 'Europe/London', language: 'en', notification: 'activation_link', managedHost: true },
  admin: { username: 'ada', firstName: 'Ada', lastName: 'Byron', email: `ada@${slug}.test` },
  permissions: ['campaign', 'log.export', 'ai.copilot'].map((key) => ({ key, value: false })),
  capabilities: [
    { key: 'agents', quantity: 7 },
    { key: 'disk', quantity: null },
    { key: 'workflows', quantity: 40 },
  ],
  subscription: {
    ...{ type: 'session', sessionDuration: 1440, startsAt: '2027-01-01', endsAt: null, licences: 500 },
  },
});
let number = 0;
const create = async () => {
  const slug = `bench-${++number}`;
  return onboarding.create(`bench-key-${number}`, await wishes.of(wished(slug)), who);
};

type Row = Record<string, unknown>;
const MODEL = 'model-of-a-tenant';
const tables = [
  ...['idempotency_keys', 'tenants', 'tenant_terms', 'tenant_hosts', 'one_time_tokens', 'outbox', 'users'],
  ...['tenant_permissions', 'tenant_features', 'contracts', 'contract_counters', 'ledger_entries'],
  ...['capability_states', 'operation_log'],
];

/** The rows of one tenant that was created, by table. */
async function modelOf(): Promise<Map<string, Row[]>> {
  const { tenantId } = await onboarding.create('bench-model', await wishes.of(wished(MODEL)), who);
  const model = new Map<string, Row[]>();
  for (const table of tables) {
    const column = { tenants: 'id', idempotency_keys: null }[table as 'tenants'] ?? 'tenant_id';
    const [where, value] =
      table === 'idempotency_keys' ? ['idempotency_key', 'bench-model'] : [column, idToBytes(tenantId)];
    const rows: Row[] = await scratch.source.query(`SELECT * FROM ${table} WHERE ${where} = ?`, [value]);
    if (rows.length === 0) throw new Error(`${table}: the model has no rows`);
    model.set(table, rows);
  }
  return model;
}

/** The driver reads such columns as what they say. */
const isJson = (value: unknown) => typeof value === 'object' && value !== null && !(value instanceof Date);

/** The same rows for another tenant: new ids, other names, nothing else. */
function copyOf(model: Map<string, Row[]>): [string, Row[]][] {
  const slug = `raw-${++number}`;
  const ids = new Map<string, Buffer>();
  const other = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replaceAll(MODEL, slug);
    if (!Buffer.isBuffer(value)) return isJson(value) ? JSON.stringify(value) : value;
    if (value.length !== 16) return value.length === 32 ? randomBytes(32) : value;
    const name = value.toString('hex');
    if (!ids.has(name)) ids.set(name, newIdBytes());
    return ids.get(name);
  };
  const unique: Row = { message_id: `<${newId()}@bench.test>`, idempotency_key: slug };
  return [...model].map(([table, rows]) => [
    table,
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([column, value]) => [column, unique[column] ?? other(value)]),
      ),
    ),
  ]);
}

const model = await modelOf();
const written = [...model.values()].reduce((sum, rows) => sum + rows.length, 0);
const connection = await mysql.createConnection({ uri: scratch.url, timezone: 'Z', supportBigNumbers: true });
await connection.query("SET time_zone = '+00:00'");
await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');

async function insert(copy: [string, Row[]][]): Promise<void> {
  await connection.beginTransaction();
  for (const [table, rows] of copy) {
    const columns = Object.keys(rows[0]!);
    const values = rows.map((row) => columns.map((column) => row[column]));
    await connection.query(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ?`, [values]);
  }
  await connection.commit();
}

const empty = () => scratch.source.query('UPDATE licence_pools SET allocated = 0');
const RAW = 'raw inserts, one statement a table';
const ONE = 'create, one caller';
const MANY = `create, ${callers} callers`;
const figures = await alternate(
  [
    {
      name: RAW,
      rows: count,
      prepare: async () => {
        const copies = Array.from({ length: count }, () => copyOf(model));
        return async () => {
          for (const copy of copies) await insert(copy);
        };
      },
    },
    {
      name: ONE,
      rows: count,
      prepare: async () => {
        await empty();
        return async () => {
          for (let made = 0; made < count; made++) await create();
        };
      },
    },
    {
      name: MANY,
      rows: count,
      prepare: async () => {
        await empty();
        let left = count;
        const caller = async () => {
          while (left-- > 0) await create();
        };
        return async () => void (await Promise.all(Array.from({ length: callers }, caller)));
      },
    },
  ],
  rounds,
);
console.log(`${written} rows in ${tables.length} tables for each tenant\n`);
printRates(figures, 'tenants');
console.log(
  `\ncreating one tenant after the other: ${ratio(figures, ONE, RAW).toFixed(2)} of raw inserts (goal 0.6)`,
);
console.log(`${callers} at a time: ${ratio(figures, MANY, RAW).toFixed(2)} of one connection that inserts`);
await connection.end();
await app.close();
await scratch.drop();
