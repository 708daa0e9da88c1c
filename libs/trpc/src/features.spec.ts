import { describe, expect, it } from '@jest/globals';
import { newId } from '@tenantry/kernel';
import type { Context, FeatureRefusal, Principal } from './context';
import {
  adminProcedure,
  memberProcedure,
  publicProcedure,
  router,
  signedInProcedure,
  tenantAdminProcedure,
  tenantLogProcedure,
  tenantProcedure,
  tenantSupportProcedure,
} from './procedures';
import { staffProcedure } from './staff';

const tenantId = newId();
const operator: Principal = {
  kind: 'operator',
  id: newId(),
  name: 'Olga',
  role: 'admin',
  sessionId: newId(),
};
const user = (role: 'admin' | 'member' = 'admin', mustChangePassword = false): Principal => ({
  kind: 'user',
  id: newId(),
  name: 'Uma',
  tenantId,
  role,
  sessionId: newId(),
  mustChangePassword,
});

const feature = 'log.operation';
const read = () => 'read';
const write = async ({ ctx }: { ctx: Context }) => {
  await ctx.record({ type: 'settings', action: 'settings.changed' });
  return 'written';
};
const root = router({
  signedIn: signedInProcedure.meta({ feature }).query(read),
  member: memberProcedure.meta({ feature }).query(read),
  admin: adminProcedure.meta({ feature }).mutation(write),
  tenantLog: tenantLogProcedure.meta({ feature }).query(read),
  tenant: tenantProcedure.meta({ feature }).query(read),
  staff: staffProcedure.meta({ feature }).query(read),
  tenantSupport: tenantSupportProcedure.meta({ feature }).mutation(write),
  tenantAdmin: tenantAdminProcedure.meta({ feature }).mutation(write),
  free: publicProcedure.query(read),
});

function call(principal: Principal, refusal: FeatureRefusal | null) {
  const asked: string[] = [];
  const caller = root.createCaller({
    principal,
    tenantExists: async () => true,
    permits: async (key: string) => {
      asked.push(key);
      return refusal;
    },
    record: async () => undefined,
    origin: null,
    fetchSite: null,
  } as unknown as Context);
  return { caller, asked };
}
type Name = Exclude<keyof typeof root._def.procedures, 'free'>;
const names = Object.keys(root._def.procedures).filter((name): name is Name => name !== 'free');

describe('a procedure that belongs to a feature', () => {
  it.each(names)('of kind %s is refused to users without it, and says at which step', async (name) => {
    const { caller, asked } = call(user(), 'role');
    await expect(caller[name]()).rejects.toMatchObject({
      code: 'FORBIDDEN',
      cause: { details: { code: 'feature_off', feature, step: 'role' } },
    });
    expect(asked).toEqual([feature]);
    await expect(call(user(), null).caller[name]()).resolves.toBeTruthy();
  });

  it('does not limit operators, and nobody asks about them', async () => {
    const { caller, asked } = call(operator, 'tenant');
    expect(await caller.signedIn()).toBe('read');
    expect(asked).toEqual([]);
  });

  it('asks only about those who may call it at all', async () => {
    for (const principal of [user('member'), user('admin', true), { kind: 'anonymous' } as const]) {
      const { caller, asked } = call(principal, 'tenant');
      await expect(caller.staff()).rejects.toMatchObject({
        cause: { details: { code: expect.any(String) } },
      });
      expect(asked.length).toBe(principal.kind === 'user' && !principal.mustChangePassword ? 1 : 0);
    }
  });

  it('leaves the others alone', async () => {
    const { caller, asked } = call(user(), 'tenant');
    expect(await caller.free()).toBe('read');
    expect(asked).toEqual([]);
  });
});
