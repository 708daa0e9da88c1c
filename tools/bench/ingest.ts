import 'reflect-metadata';
import { parseArgs } from 'node:util';
import type { ConversationReport } from '@tenantry/conversations';
import { addTenant, everyTenant, service, testbed } from '@tenantry/conversations/test';
import { makeReports } from './ingest-data';
import { reportNaively } from './ingest-naive';
import type { NaiveTenant } from './ingest-naive';
import { captureInserts, emptyTables, runRaw } from './ingest-raw';
import { alternate, printRates, ratio } from './measure';
import type { Contender } from './measure';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '40000' },
    tenants: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '5' },
    users: { type: 'string', default: '2000' },
  },
});
const rows = Number(options.rows);
const naiveRows = Math.min(rows, 1_500);

const bed = await testbed();
const tenants: { id: string; slug: string }[] = [];
const naiveTenants = new Map<string, NaiveTenant>();
for (let i = 0; i < Number(options.tenants); i++) {
  const tenant = await addTenant(bed);
  const startsAt = new Date(Date.now() - 60 * 86_400_000);
  const contract = { type: 'session' as const, sessionMinutes: 60, startsAt, endsAt: null };
  const { contractId } = await bed.opening.open(tenant.id, contract, bed.who);
  tenants.push(tenant);
  naiveTenants.set(tenant.slug, { id: tenant.id, contractId });
}
const reports = makeReports({ tenants, rows, users: Number(options.users) }, 1);

let running = await service(bed.url);

/** `size` reports a call, by callers that send their next when the last was answered. */
async function ingest(all: ConversationReport[], size: number, callers: number): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (next < all.length) {
        const part = all.slice(next, (next += size));
        const outcomes = await running.ingest.report(part, everyTenant);
        const odd = outcomes.find((one) => one.outcome !== 'recorded' && one.outcome !== 'repeat');
        if (odd) throw new Error(`A report was ${odd.outcome}: ${odd.reason}`);
      }
    }),
  );
}

/** Empty tables and a service that remembers nothing of the round before. */
async function anew(): Promise<void> {
  await running.close();
  await emptyTables(bed.url);
  running = await service(bed.url);
}

function repeated(share: number): ConversationReport[] {
  const count = Math.round(rows * share);
  const gap = Math.max(1, Math.floor(rows / Math.max(1, count)));
  return reports.map((report, index) => (index % gap === 0 && index >= 1 ? reports[index - 1]! : report));
}

await ingest(reports, 500, 16);
const statements = await captureInserts(bed.url);

const fresh = (name: string, count: number, run: () => Promise<void>): Contender => ({
  name,
  rows: count,
  async prepare() {
    await anew();
    return run;
  },
});
const RAW = 'raw 1,000-row INSERT, 4 connections';
const NAIVE = 'TypeORM transaction per event, 16 callers';
const figures = await alternate(
  [
    fresh(RAW, rows, () => runRaw(bed.url, statements)),
    fresh('ingest, 100 a call, 64 callers', rows, () => ingest(reports, 100, 64)),
    fresh('ingest, 1,000 a call, 8 callers', rows, () => ingest(reports, 1_000, 8)),
    fresh('ingest, 10 a call, 256 callers', rows, () => ingest(reports, 10, 256)),
    fresh('ingest, 1 a call, 256 callers', rows, () => ingest(reports, 1, 256)),
    fresh('ingest, 100 a call, 0.1 % repeats', rows, () => ingest(repeated(0.001), 100, 64)),
    fresh('ingest, 100 a call, 10 % repeats', rows, () => ingest(repeated(0.1), 100, 64)),
    {
      name: 'ingest, 100 a call, 100 % repeats',
      rows,
      async prepare() {
        await anew();
        await ingest(reports, 500, 16);
        return () => ingest(reports, 100, 64);
      },
    },
    fresh(NAIVE, naiveRows, async () => {
      let next = 0;
      await Promise.all(
        Array.from({ length: 16 }, async () => {
          while (next < naiveRows) await reportNaively(bed.database.source, naiveTenants, reports[next++]!);
        }),
      );
    }),
  ],
  Number(options.rounds),
);

printRates(figures);
console.log();
const names = [...figures.keys()].filter((name) => name.startsWith('ingest'));
for (const name of names) console.log(`${name.padEnd(44)} ${ratio(figures, name, RAW).toFixed(2)} of raw`);
for (const name of names.slice(0, 4))
  console.log(`${name.padEnd(44)} ${ratio(figures, name, NAIVE).toFixed(1)} times the naive way`);
await running.close();
await bed.close();
