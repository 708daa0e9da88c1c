import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { operator, user, World } from '../test/world';
import type { Process } from '../test/world';
import { catalogue } from './catalogue';
import { CompiledRights } from './compiled.service';
import { grantedMask, withChanges } from './tree';

let world: World;
let one: Process;
let staff: Awaited<ReturnType<Process['as']>>['permissions'];

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
});
afterAll(() => world?.end());
beforeEach(async () => {
  staff = (await one.as(operator())).permissions;
});

const off = (key: string) => ({ key, value: false });

describe('the preview of a tenant', () => {
  it('says what changes, what that comes to, and for how many of which role', async () => {
    const tenantId = await world.begun(one);
    const agent = await world.userOf(one, tenantId, 'agent');
    await world.userOf(one, tenantId, 'agent');
    await world.userOf(one, tenantId, 'agent', 'disabled');
    await world.userOf(one, tenantId, 'member');
    const admin = (await one.as(user(tenantId))).permissions;
    const { id } = await admin.addRole({ base: 'agent', name: 'Desk', features: ['contact.edit'] });
    await admin.assignRole({ userId: agent.id, roleId: id });

    const preview = await staff.preview({ tenantId, changes: [off('contact.edit'), off('audio_video')] });
    const change = (key: string) => ({ key, before: true, after: false });
    expect(preview.version).toBe(0);
    expect(preview.values).toEqual([change('contact.edit'), change('audio_video')]);
    expect(preview.features.map(({ key }) => key)).toEqual([
      'contact.edit',
      'contact.import',
      'contact.merge',
      'audio_video',
      'audio_video.audio',
      'audio_video.video',
    ]);
    expect(preview.roles.map(({ role, name, users }) => [role, name, users])).toEqual([
      // Of the tenant's first admin.
      ['admin', 'admin', 1],
      ['supervisor', 'supervisor', 0],
      ['agent', 'agent', 1],
      [id, 'Desk', 1],
    ]);
    expect(preview.roles.at(-1)?.features).toEqual([change('contact.edit')]);
    expect(preview.users).toBe(3);
    expect((await staff.ofTenant({ tenantId })).version).toBe(0);
  });

  it('shows a value that changes below a parent that is off, and that this comes to nothing', async () => {
    const tenantId = await world.begun(one, { campaign: false });
    const preview = await staff.preview({ tenantId, changes: [off('campaign.ongoing')] });
    expect(preview).toMatchObject({
      values: [{ key: 'campaign.ongoing', before: true, after: false }],
      features: [],
      roles: [],
      users: 0,
    });
  });

  it('is exactly what saving then does', async () => {
    const tenantId = await world.begun(one);
    const compiled = one.module.get(CompiledRights, { strict: false });
    const keys = catalogue.features.map(({ key }) => key);
    let version = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(
          fc.record({ key: fc.constantFrom(...keys), value: fc.constantFrom(true, false, null) }),
          { selector: ({ key }) => key, minLength: 1, maxLength: 6 },
        ),
        async (changes) => {
          const { features } = await staff.preview({ tenantId, changes });
          const before = new Set(catalogue.keysIn((await compiled.now(tenantId)).granted));
          const saved = await staff.change({ tenantId, version, changes }).catch(() => null);
          if (saved) ({ version } = saved);
          const after = new Set(catalogue.keysIn((await compiled.now(tenantId)).granted));
          expect(features).toEqual(
            keys
              .filter((key) => before.has(key) !== after.has(key))
              .map((key) => ({ key, before: before.has(key), after: after.has(key) })),
          );
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('the preview of the profile', () => {
  it('counts the tenants that it touches, as if each were looked at', async () => {
    const scope = ['contact', 'contact.view', 'contact.edit', 'contact.merge', 'contact.export', 'log'];
    for (let number = 0; number < 12; number++)
      await world.begun(
        one,
        Object.fromEntries(
          scope.flatMap((key, bit) => (((number * 7) >> bit) & 1 ? [[key, number % 2 === 0]] : [])),
        ),
      );
    await world.old(one);
    const rows = await world.query<{ id: Buffer }>('SELECT id FROM tenants');
    const compiled = one.module.get(CompiledRights, { strict: false });
    const tenants = await Promise.all(
      rows.map(({ id }) =>
        compiled.now(id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')),
      ),
    );
    for (const changes of [
      [off('contact.view')],
      [off('contact.edit'), off('log')],
      [off('contact.merge')],
    ]) {
      const preview = await staff.previewDefaults({ changes });
      const touched = tenants.filter(({ layers }) => {
        const profile = withChanges(layers.profile, changes);
        return grantedMask(catalogue, layers) !== grantedMask(catalogue, { ...layers, profile });
      });
      expect(preview.tenants).toBe(touched.length);
      expect(preview.tenants).toBeGreaterThan(0);
      expect(preview.tenants).toBeLessThan(tenants.length);
    }
  });

  it('says for each feature how many, and what built-in roles lose', async () => {
    const preview = await staff.previewDefaults({ changes: [off('sla.policies')] });
    const [row] = await world.query<{ count: string }>(
      `SELECT COUNT(*) AS count FROM tenants WHERE id NOT IN
         (SELECT tenant_id FROM tenant_features WHERE feature LIKE 'sla%' AND value = 0)`,
    );
    const count = Number(row!.count);
    expect(preview).toEqual({
      version: 0,
      values: [{ key: 'sla.policies', before: true, after: false }],
      features: [{ key: 'sla.policies', before: true, after: false, tenants: count }],
      roles: ['admin', 'supervisor'].map((role) => ({
        role,
        name: role,
        features: [{ key: 'sla.policies', before: true, after: false }],
      })),
      tenants: count,
    });
  });
});
