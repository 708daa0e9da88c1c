import { expect, it } from '@jest/globals';
import { newId } from '@tenantry/kernel';
import { z } from 'zod';
import { actorOf } from './context';
import type { Context, Principal } from './context';
import {
  adminProcedure,
  memberProcedure,
  operatorProcedure,
  publicProcedure,
  router,
  signedInProcedure,
  tenantAdminProcedure,
  tenantLogProcedure,
  tenantProcedure,
  viewerProcedure,
} from './procedures';
import { staffProcedure } from './staff';

const mine = newId();
const viewer: Principal = { kind: 'viewer', id: newId(), name: 'Olga', tenantId: mine, sessionId: newId() };
const input = z.strictObject({ tenantId: z.string().optional() });
const asked: string[] = [];
const write = async ({ ctx }: { ctx: Context }) => ctx.record({ type: 'settings', action: 'changed' });

const root = router({
  tenant: tenantProcedure.input(input).query(({ ctx }) => ctx.tenantId),
  tenantLog: tenantLogProcedure.input(input).query(({ ctx }) => ctx.tenantId),
  staff: staffProcedure.input(input).query(({ ctx }) => ctx.tenantId),
  ofFeature: tenantProcedure.meta({ feature: 'log.operation' }).query(() => 'seen'),
  public: publicProcedure.query(() => 'seen'),
  file: tenantProcedure.meta({ download: true }).query(() => 'a file'),
  signedIn: signedInProcedure.query(() => 'own'),
  member: memberProcedure.query(() => 'own'),
  admin: adminProcedure.query(() => 'own'),
  operator: operatorProcedure.query(() => 'console'),
  previewChange: tenantAdminProcedure.input(input).query(() => 'a change'),
  change: tenantAdminProcedure.input(input).mutation(write),
  publicChange: publicProcedure.mutation(write),
  metering: publicProcedure.meta({ access: 'public', metering: true }).mutation(() => 'counted'),
  stop: viewerProcedure.mutation(write),
});

const callAs = (principal: Principal) =>
  root.createCaller({
    ...{ tenantId: null, host: 'acme.localhost', rawHost: 'acme.localhost', viaPortal: true, recorded: 0 },
    ...{ origin: null, fetchSite: null, ip: null, userAgent: null, requestId: 'r1' },
    actor: actorOf(principal),
    principal,
    tenantExists: async () => true,
    permits: async (feature) => {
      asked.push(feature);
      return 'tenant';
    },
    record: async () => undefined,
  });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    ({ cause }) => cause?.details?.code,
  );

it('sees one tenant, with the features of its admins, and nothing of its own or of the console', async () => {
  const call = callAs(viewer);
  for (const path of ['tenant', 'tenantLog', 'staff'] as const) {
    expect(await call[path]({})).toBe(mine);
    await expect(call[path]({ tenantId: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }
  expect(await call.public()).toBe('seen');
  expect(await codeOf(call.ofFeature())).toBe('feature_off');
  expect(asked).toEqual(['log.operation']);
  expect(await codeOf(call.signedIn())).toBe('viewing_only');
  for (const path of ['member', 'admin', 'operator'] as const)
    expect(await codeOf(call[path]())).toBe('not_allowed');
});

it('changes nothing, takes no files and previews no change, but stops', async () => {
  const call = callAs(viewer);
  expect(await codeOf(call.change({}))).toBe('viewing_only');
  expect(await codeOf(call.change('no input' as never))).toBe('viewing_only');
  expect(await codeOf(call.previewChange({}))).toBe('viewing_only');
  for (const path of ['publicChange', 'metering', 'file'] as const)
    expect(await codeOf(call[path]())).toBe('viewing_only');
  expect(await codeOf(call.stop())).toBe('done');
});

it('is an operator in the log, and nobody else is a viewer', async () => {
  expect(actorOf(viewer)).toEqual({ kind: 'operator', id: viewer.id, name: 'Olga' });
  const operator = {
    kind: 'operator',
    id: newId(),
    name: 'Olga',
    role: 'admin',
    sessionId: newId(),
  } as const;
  expect(await codeOf(callAs(operator).stop())).toBe('not_allowed');
  expect(await codeOf(callAs({ kind: 'anonymous' }).stop())).toBe('not_signed_in');
});
