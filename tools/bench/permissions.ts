import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DatabaseModule } from '@tenantry/database';
import { Clock, newId, Platform, Vault } from '@tenantry/kernel';
import { LogsModule } from '@tenantry/logs';
import { Permissions, PermissionsModule, Rights } from '@tenantry/permissions';
import { ApiProcess, inTurns } from './api-process';
import { alternate, median, printRates, ratio } from './measure';
import { abilityOf, joining, seed } from './permissions-data';

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

const platform = new Platform({
  platformHost: 'cx.localhost',
  consoleHost: 'console.localhost',
  managedHosts: '',
  scheme: 'http',
  port: '',
  portalSecret: 'bench',
  mailFrom: 'no-reply@bench.test',
  smtpUrl: 'smtp://127.0.0.1:1',
  ingestLanes: 1,
});
@Global()
@Module({
  providers: [
    { provide: Clock, useValue: new Clock() },
    { provide: Vault, useValue: new Vault('a secret of a benchmark and of nothing else') },
    { provide: Platform, useValue: platform },
  ],
  exports: [Clock, Vault, Platform],
})
class InstallationModule {}
@Module({ imports: [InstallationModule, DatabaseModule.forRoot({ url }), LogsModule, PermissionsModule] })
class BenchModule {}

const api = await ApiProcess.start(1);
const questions = await seed(url, tenants, count);
const app = await NestFactory.createApplicationContext(BenchModule, { logger: ['error'] });
const rights = app.get(Rights, { strict: false });
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
  { name: 'Bench', scopes: ['permissions:read'], expiresAt: null, tenants: 'all' },
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

const LONE = 'in process, one caller';
const MANY = `in process, ${CALLERS} callers`;
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
    contender(LONE, count, async () => {
      for (const { tenantId, feature } of questions) await rights.may(tenantId, feature, role);
    }),
    contender(MANY, count, () =>
      inTurns(count, CALLERS, (n) => rights.may(of(n).tenantId, of(n).feature, role)),
    ),
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
show(LONE, BUILT);
show(LONE, KEPT);
show(HTTP, JOIN);
show(HTTP_100, JOIN);

/** How long another process goes on answering from before a change, from its commit on. */
const staleness: number[] = [];
const { tenantId, slug } = of(0);
const who = {
  ...{ tenantId, host: null, ip: null, userAgent: null, requestId: newId() },
  actor: { kind: 'system' as const, id: null, name: 'bench' },
  record: async () => undefined,
};
let { version } = await permissions.ofTenant(tenantId);
for (let number = 0; number < changes; number++) {
  const value = number % 2 === 0;
  const before = (await permissions.ofTenant(tenantId)).items.find(({ key }) => key === 'campaign')!;
  if (before.value === value) continue;
  ({ version } = await permissions.change(tenantId, version, [{ key: 'campaign', value }], who));
  const committed = performance.now();
  for (;;) {
    const question = { checks: [{ tenant: slug, feature: 'campaign' }] };
    const answer = await api.post<{ results: boolean[] }>('permissions.check', question, {
      'x-api-key': secret,
    });
    if (answer.results[0] === value) break;
  }
  staleness.push(performance.now() - committed);
}
console.log(
  `another process knew of a change after ${median(staleness).toFixed(0)} ms, at worst ` +
    `${Math.max(...staleness).toFixed(0)} ms of ${staleness.length} (goal 500)`,
);
await join.pool.end();
await app.close();
await api.stop();
