import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CapabilitiesModule, KnownLimits, OwnLimits } from '@tenantry/capabilities';
import { DatabaseModule } from '@tenantry/database';
import { installation } from '@tenantry/database/test';
import { newId } from '@tenantry/kernel';
import { LogsModule } from '@tenantry/logs';
import { Permissions, PermissionsModule, Rights } from '@tenantry/permissions';
import { ApiProcess, inTurns } from './api-process';
import { alternate, printRates, ratio, staleness } from './measure';
import { abilityOf, joining, seed } from './permissions-data';
import type { Question, Told } from './permissions-data';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '200000' },
    joins: { type: 'string', default: '4000' },
    calls: { type: 'string', default: '2000' },
    tenants: { type: 'string', default: '1000' },
    changes: { type: 'string', default: '40' },
    rounds: { type: 'string', default: '5' },
  },
});
const [count, joins, calls, tenants, changes, rounds] = (
  ['count', 'joins', 'calls', 'tenants', 'changes', 'rounds'] as const
).map((name) => Number(options[name])) as [number, number, number, number, number, number];
const CALLERS = 16;
const url = process.env['TEST_DATABASE_URL']!;

@Module({
  imports: [
    installation(),
    DatabaseModule.forRoot({ url }),
    LogsModule,
    PermissionsModule,
    CapabilitiesModule,
  ],
})
class BenchModule {}

const api = await ApiProcess.start(1);
const questions = await seed(url, tenants, count);
const app = await NestFactory.createApplicationContext(BenchModule, { logger: ['error'] });
const rights = app.get(Rights, { strict: false });
const limits = app.get(KnownLimits, { strict: false });
const ownLimits = app.get(OwnLimits, { strict: false });
const permissions = app.get(Permissions, { strict: false });
const join = joining(url, CALLERS);
const role = { base: 'agent', own: null } as const;
const of = (index: number) => questions[index % count]!;

const features = (await rights.effective(of(0).tenantId)).features;
const kept = new Map<string, ReturnType<typeof abilityOf>>();
for (const { tenantId } of questions.slice(0, tenants))
  kept.set(tenantId, abilityOf((await rights.effective(tenantId)).features));

const { accessToken } = await api.signIn(api.logins[0]!);
const { secret } = await api.post<{ secret: string }>(
  'platformKeys.create',
  { name: 'Bench', scopes: ['permissions:read', 'capabilities:read'], expiresAt: null, tenants: 'all' },
  { authorization: `Bearer ${accessToken}` },
);
const check = (from: number, size: number) =>
  api.post<{ results: boolean[] }>(
    'permissions.check',
    {
      checks: Array.from({ length: size }, (_, n) => {
        const { slug, feature } = of(from + n);
        return { tenant: slug, feature, role: 'agent' };
      }),
    },
    { 'x-api-key': secret },
  );

/** Memory first, without a wait: what is not in it, or cannot be believed, is asked. */
const mayNow = ({ tenantId, feature }: Question) => rights.peek(tenantId, feature, role);
const may = async ({ tenantId, feature }: Question) => rights.may(tenantId, feature, role);
const limitNow = ({ tenantId, capability }: Question) => limits.peek(tenantId, capability);
const limit = async ({ tenantId, capability }: Question) => limits.of(tenantId, capability);
const both = async (one: Question): Promise<Told> => ({
  allowed: mayNow(one) ?? (await may(one)),
  limit: (limitNow(one) ?? (await limit(one))).limit,
});
for (const one of questions.slice(0, 200)) {
  const [told, joined] = [await both(one), await join.ask(one)];
  if (told.limit !== joined.limit) throw new Error(`limits differ: ${told.limit} and ${joined.limit}`);
}

const RIGHT = 'permission in process, one caller';
const LONE = 'permission + limit in process, one caller';
const MANY = `permission + limit in process, ${CALLERS} callers`;
const KEPT = '@casl/ability, rules kept in memory';
const BUILT = `@casl/ability, ${features.length} rules built a request`;
const LONE_JOIN = 'one raw JOIN, one caller';
const JOIN = `one raw JOIN, ${CALLERS} callers`;
const HTTP = `over HTTP, 1 question a call, ${CALLERS} callers`;
const HTTP_100 = `over HTTP, 100 questions a call, ${CALLERS} callers`;
const contender = (name: string, rows: number, run: () => Promise<unknown> | void) => ({
  name,
  rows,
  prepare: async () => async () => void (await run()),
});
const figures = await alternate(
  [
    contender(RIGHT, count, async () => {
      for (const one of questions) void (mayNow(one) ?? (await may(one)));
    }),
    contender(LONE, count, async () => {
      for (const one of questions) {
        void (mayNow(one) ?? (await may(one)));
        void (limitNow(one) ?? (await limit(one)));
      }
    }),
    contender(MANY, count, () => inTurns(count, CALLERS, (n) => both(of(n)))),
    contender(KEPT, count, () => {
      for (const { tenantId, feature } of questions) kept.get(tenantId)!.can('use', feature);
    }),
    contender(BUILT, count / 50, () => {
      for (const { feature } of questions.slice(0, count / 50)) abilityOf(features).can('use', feature);
    }),
    contender(LONE_JOIN, joins / 4, () => inTurns(joins / 4, 1, (n) => join.ask(of(n)))),
    contender(JOIN, joins, () => inTurns(joins, CALLERS, (n) => join.ask(of(n)))),
    contender(HTTP, calls, () => inTurns(calls, CALLERS, (n) => check(n, 1))),
    contender(HTTP_100, calls * 10, () => inTurns(calls / 10, CALLERS, (n) => check(n * 100, 100))),
  ],
  rounds,
);
printRates(figures, 'decisions');
const show = (name: string, baseline: string, goal = '') =>
  console.log(`${name}: ${ratio(figures, name, baseline).toFixed(1)} times ${baseline}${goal}`);
console.log();
show(LONE, LONE_JOIN, ' (goal 50)');
show(MANY, JOIN, ' (goal 50)');
show(RIGHT, BUILT);
show(RIGHT, KEPT);
show(HTTP, JOIN);
show(HTTP_100, JOIN);

const { tenantId, slug } = of(0);
const who = {
  ...{ tenantId, host: null, ip: null, userAgent: null, requestId: newId() },
  actor: { kind: 'system' as const, id: null, name: 'bench' },
  record: async () => undefined,
};

const asked = { 'x-api-key': secret };
const isOn = (number: number) => number % 2 === 0;
// So that the first change is one.
const begun = await permissions.ofTenant(tenantId);
const first = begun.items.find(({ key }) => key === 'campaign')!.value ? 1 : 0;
let { version } = begun;
await staleness(
  'permission',
  changes,
  async (number) => {
    const value = isOn(number + first);
    ({ version } = await permissions.change(tenantId, version, [{ key: 'campaign', value }], who));
  },
  async (number) => {
    const question = { checks: [{ tenant: slug, feature: 'campaign' }] };
    const { results } = await api.post<{ results: boolean[] }>('permissions.check', question, asked);
    return results[0] === isOn(number + first);
  },
);
await staleness(
  'limit',
  changes,
  (number) => ownLimits.change(tenantId, [{ key: 'widgets', quantity: 100_000 + number }], undefined, who),
  async (number) => {
    const question = { tenant: slug, keys: ['widgets'] };
    const told = await api.post<{ limits: { limit: number }[] }>('capabilities.limits', question, asked);
    return told.limits[0]!.limit === 100_000 + number;
  },
);
await join.pool.end();
await app.close();
await api.stop();
