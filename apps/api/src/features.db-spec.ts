import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogue } from '@tenantry/permissions';
import type { FeatureRefusal, Meta, Principal } from '@tenantry/trpc';
import { vendor } from '../test/isolation/licence';
import { furnish, idOf } from '../test/isolation/tenant';
import type { Tenant } from '../test/isolation/tenant';
import { World } from '../test/isolation/world';
import type { Api } from '../test/isolation/world';

let world: World;
let tenant: Tenant;
let admin: Principal;
let operator: Api;
/** Path to feature. */
let procedures: [string, string][];

beforeAll(async () => {
  world = await World.make();
  tenant = await furnish(world);
  admin = tenant.users.admin;
  operator = world.as(world.operators.admin);
  procedures = Object.entries(world.router._def.procedures).flatMap(([path, procedure]) => {
    const { meta } = (procedure as unknown as { _def: { meta?: Meta } })._def;
    return meta?.feature ? [[path, meta.feature] as [string, string]] : [];
  });
}, 120_000);
afterAll(() => world?.end());

const below = (key: string) =>
  catalogue.features
    .filter((feature) => catalogue.above(feature.key).some((above) => above.key === key))
    .map((feature) => feature.key);
const allBut = (key: string) => {
  const off = new Set([key, ...below(key)]);
  return catalogue.features.map((feature) => feature.key).filter((other) => !off.has(other));
};

/** What is in the way of the admin at each procedure that belongs to a feature; nothing is done, for no input fits. */
async function refused(): Promise<Record<string, string>> {
  const caller = world.as(admin, tenant.host);
  const found: Record<string, string> = {};
  for (const [path] of procedures) {
    const call = path.split('.').reduce((at, name) => (at as never)[name], caller as unknown);
    const outcome = await (call as (input: unknown) => Promise<unknown>)({ nothing: 'fits' }).then(
      () => 'done',
      (error: { code: string; cause?: { details?: { code?: string; step?: string; feature?: string } } }) =>
        error.cause?.details?.code === 'feature_off' ? error.cause.details.step! : error.code,
    );
    if (outcome !== 'BAD_REQUEST') found[path] = outcome;
  }
  return found;
}

/** Which procedures must refuse when this feature alone is off, and at which step. */
const expected = (key: string, step: FeatureRefusal, stepBelow = step) =>
  Object.fromEntries(
    procedures.flatMap(([path, feature]) => {
      if (feature === key) return [[path, step]];
      return below(key).includes(feature) ? [[path, stepBelow]] : [];
    }),
  );

describe('a feature that is off', () => {
  it('is asked about by many procedures, and none of them refuses while all is on', async () => {
    expect(procedures.length).toBeGreaterThan(25);
    expect(await refused()).toEqual({});
  });

  it.each(catalogue.features.map(({ key }) => key))(
    '%s: all that belongs to it refuses, and nothing else',
    async (key) => {
      const change = async (value: boolean | null) => {
        const { version } = await operator.permissions.ofTenant({ tenantId: tenant.id });
        await operator.permissions.change({ tenantId: tenant.id, version, changes: [{ key, value }] });
      };
      const feature = catalogue.find(key)!;
      if (feature.fresh && key !== 'campaign.one_off') {
        await change(false);
        expect(await refused()).toEqual(expected(key, 'tenant', 'parent'));
        await change(null);
      }

      const role = { tenantId: tenant.id, base: 'admin' as const, name: `All but ${key}` };
      const { id: roleId } = await operator.permissions.addRole({ ...role, features: allBut(key) });
      const person = { tenantId: tenant.id, userId: idOf(admin) };
      await operator.permissions.assignRole({ ...person, roleId });
      expect(await refused()).toEqual(expected(key, 'role'));
      await operator.permissions.assignRole({ ...person, roleId: null });
      await operator.permissions.removeRole({ tenantId: tenant.id, roleId });
    },
  );

  it('of the licence is off for every tenant', async () => {
    let version = 1;
    const install = async (features: string[] | null) => {
      const text = await vendor.issue({ version: version++, features: features && new Set(features) });
      const { digest } = await operator.licence.preview({ text });
      await operator.licence.install({ text, expects: digest });
    };
    for (const key of new Set(procedures.map(([, feature]) => feature))) {
      await install(allBut(key));
      expect(await refused()).toEqual(expected(key, 'licence'));
    }
    await install(null);
    expect(await refused()).toEqual({});
  });

  it('limits nobody who operates the platform', async () => {
    const { version } = await operator.permissions.ofTenant({ tenantId: tenant.id });
    const changes = [{ key: 'log', value: false }];
    await operator.permissions.change({ tenantId: tenant.id, version, changes });
    expect((await operator.log.list({ tenantId: tenant.id })).items.length).toBeGreaterThan(0);
    await expect(world.as(admin, tenant.host).log.list({})).rejects.toMatchObject({
      cause: { details: { code: 'feature_off', feature: 'log.operation', step: 'parent' } },
    });
  });
});
