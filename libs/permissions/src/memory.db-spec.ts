import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { operator, user, World } from '../test/world';
import type { Process } from '../test/world';

let world: World;
let processes: [Process, Process];
let tenants: string[];

beforeAll(async () => {
  world = await World.make();
  processes = [await world.process(), await world.process()];
  const [one] = processes;
  tenants = [await world.begun(one), await world.old(one), await world.begun(one, { campaign: false })];
});
afterAll(() => world?.end());

const some = ['campaign', 'campaign.ongoing', 'contact.view', 'contact.edit', 'log.operation'];
const step = fc.record({
  by: fc.constantFrom(0, 1),
  tenant: fc.constantFrom(0, 1, 2),
  key: fc.constantFrom(...some),
  value: fc.constantFrom(true, false, null),
  what: fc.constantFrom('tenant', 'profile', 'undone', 'switch', 'role', 'look', 'poll'),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** As a process that was started this moment would answer. */
async function truth(): Promise<unknown[]> {
  const fresh = await world.process();
  const effective = await Promise.all(tenants.map((id) => fresh.rights.effective(id)));
  await fresh.close();
  world.processes.pop();
  return effective;
}

async function run({ by, tenant, key, value, what }: Step): Promise<void> {
  const process = processes[by]!;
  const tenantId = tenants[tenant]!;
  const staff = (await process.as(operator())).permissions;
  const { version } = await staff.ofTenant({ tenantId });
  const changes = [{ key, value }];
  if (what === 'tenant') await staff.change({ tenantId, version, changes });
  if (what === 'profile') await staff.changeDefaults({ version: (await staff.defaults()).version, changes });
  if (what === 'undone')
    await process.database.transaction(async () => {
      await process.permissions.change(tenantId, version, changes, process.who());
      throw new Error('undone');
    });
  if (what === 'switch')
    await process.database.transaction(async () => {
      const { state } = await process.tenants.byId(tenantId);
      await process.tenants[state === 'enabled' ? 'disable' : 'enable'](tenantId, undefined, process.who());
      await process.changes.append('tenants', tenantId);
    });
  if (what === 'role')
    await (
      await process.as(user(tenantId))
    ).permissions.addRole({ base: 'member', name: `Role ${Math.random()}`, features: ['contact.view'] });
  if (what === 'look') await process.rights.effective(tenantId);
  if (what === 'poll') await process.changes.poll();
}

it('remembers what is true, whatever was changed by whom while it was being read', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 }),
      async (groups) => {
        // Each group at the same moment; what is refused, as too late or as no change, changes nothing.
        for (const group of groups) await Promise.allSettled(group.map(run));
        const expected = await truth();
        for (const process of processes) {
          await process.changes.poll();
          expect(await Promise.all(tenants.map((id) => process.rights.effective(id)))).toEqual(expected);
        }
      },
    ),
    { numRuns: 12 },
  );
}, 120_000);
