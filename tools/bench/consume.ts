import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { idToBytes, newId } from '@tenantry/kernel';
import { addTenant, everyTenant, testbed } from '@tenantry/quotas/test';
import { inTurns } from './api-process';
import { httpContenders } from './consume-http';
import { NaiveCounters, rateLimiter, rivalPool } from './consume-rivals';
import { alternate, median, printRates, ratio } from './measure';
import type { Contender } from './measure';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    callers: { type: 'string', default: '256' },
    tenants: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    http: { type: 'string', default: '1' },
  },
});
const count = Number(options.count);
const callers = Number(options.callers);
const rounds = Number(options.rounds);

const bed = await testbed();
const tenants: { id: string; slug: string }[] = [];
for (let n = 0; n < Number(options.tenants); n++) tenants.push(await addTenant(bed));
const KEY = 'canned_messages';
await bed.database.query(
  'INSERT INTO capability_states (tenant_id, capability, own, own_quantity) VALUES ?',
  [tenants.map(({ id }) => [idToBytes(id), KEY, 1, 1_000_000_000])],
);
const pool = rivalPool(bed.url);
const limiter = await rateLimiter(pool, bed.url);
const naive = new NaiveCounters(pool);
await naive.prepare(tenants.map(({ id }) => id));

const one = () => tenants[0]!;
const any = (index: number) => tenants[(index * 7_919) % tenants.length]!;
type Tenant = { id: string; slug: string };
type Pick = (index: number) => Tenant;

async function consume(tenant: Tenant, idempotencyKey?: string): Promise<void> {
  const item = { tenant: tenant.slug, key: KEY, quantity: 1, idempotencyKey };
  const [outcome] = await bed.quotas.consume([item], everyTenant);
  if (outcome!.outcome !== 'granted') throw new Error(`It was ${outcome!.outcome}: ${outcome!.reason}`);
}

const inParallel = (name: string, rows: number, work: (index: number) => Promise<unknown>): Contender => ({
  name,
  rows,
  prepare: async () => () => inTurns(rows, callers, work),
});
const ours = (name: string, pick: Pick) => inParallel(name, count, (n) => consume(pick(n)));
const oursKeyed = (name: string, pick: Pick) => inParallel(name, count, (n) => consume(pick(n), newId()));
const slow = Math.max(callers * 2, Math.round(count / 20));
const theirs = (name: string, pick: Pick) => inParallel(name, slow, (n) => limiter.consume(pick(n).id, 1));
const naively = (name: string, pick: Pick) =>
  inParallel(name, slow, (n) => naive.consume(pick(n).id, 1, newId()));

const figures = await alternate(
  [
    ours('consume, one counter', one),
    ours('consume, 1,000 counters', any),
    oursKeyed('consume with keys, one counter', one),
    oursKeyed('consume with keys, 1,000 counters', any),
    theirs('rate-limiter-flexible, one counter', one),
    theirs('rate-limiter-flexible, 1,000 counters', any),
    naively('naive transaction with keys, one counter', one),
    naively('naive transaction with keys, 1,000 counters', any),
  ],
  rounds,
);
printRates(figures, 'calls');
console.log();
const goals: [string, string, string, number][] = [
  ['consume, one counter', 'rate-limiter-flexible, one counter', 'rate-limiter-flexible', 80],
  ['consume, 1,000 counters', 'rate-limiter-flexible, 1,000 counters', 'rate-limiter-flexible', 12],
  ['consume with keys, one counter', 'rate-limiter-flexible, one counter', 'rate-limiter-flexible', 20],
  ['consume with keys, 1,000 counters', 'rate-limiter-flexible, 1,000 counters', 'rate-limiter-flexible', 6],
];
for (const [name, baseline, label, goal] of goals)
  console.log(
    `${name.padEnd(44)} ${ratio(figures, name, baseline).toFixed(1)} times ${label} (goal ${goal})`,
  );
for (const place of ['one counter', '1,000 counters'])
  console.log(
    `${`consume with keys, ${place}`.padEnd(44)} ${ratio(figures, `consume with keys, ${place}`, `naive transaction with keys, ${place}`).toFixed(1)} times the naive transaction`,
  );

/** One caller who waits for each answer: what it takes, in milliseconds. */
async function alone(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}
const times: Record<'ours' | 'keyed' | 'naive', number[]> = { ours: [], keyed: [], naive: [] };
for (let n = 0; n < 400; n++) {
  times.naive.push(await alone(() => naive.consume(one().id, 1, newId())));
  times.keyed.push(await alone(() => consume(one(), newId())));
  times.ours.push(await alone(() => consume(one())));
}
console.log();
const ms = (list: number[]) => `${median(list).toFixed(2)} ms`;
console.log(
  `a lone caller: naive ${ms(times.naive)}, ours with a key ${ms(times.keyed)}, without ${ms(times.ours)} (goal: at most 1 ms more)`,
);

if (options.http === '1') await httpContenders(count, callers, rounds, Number(options.tenants));
pool.end();
await bed.close();
