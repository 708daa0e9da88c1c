import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { idToBytes } from '@tenantry/kernel';
import { World } from '../test';
import type { Process } from '../test/process';
import { AccountChanges } from './account-changes.service';
import type { UserRole } from './users.service';

let world: World;
let one: Process;
let tenant: Awaited<ReturnType<World['settled']>>;

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
});
afterAll(() => world?.end());
beforeEach(async () => {
  tenant = await world.settled(one);
});

let people = 0;
const invite = (role: UserRole) => {
  const username = `person-${++people}`;
  const person = { username, firstName: 'Pat', lastName: username, email: `${username}@x.test` };
  return one.users.invite(tenant.id, { ...person, role, notification: 'activation_link' }, one.who());
};
const used = async () => {
  const [row] = await world.query<{ used: string }>(
    "SELECT used FROM capability_states WHERE tenant_id = ? AND capability = 'agents'",
    [idToBytes(tenant.id)],
  );
  return Number(row?.used ?? 0);
};
const changes = () => one.module.get(AccountChanges, { strict: false });
const staff = () => ({ kind: 'user' as const, tenantId: tenant.id });

describe('an `agents` unit', () => {
  it('is held by supervisors and agents from their invitation on, and by nobody else', async () => {
    await invite('agent');
    await invite('supervisor');
    await invite('admin');
    await invite('member');
    expect(await used()).toBe(2);
  });

  it('goes with the role, stays with a disabled account and is free when that is removed', async () => {
    const { id } = await invite('agent');
    await changes().setRole(staff(), id, 'supervisor', one.who());
    expect(await used()).toBe(1);
    await changes().setRole(staff(), id, 'member', one.who());
    expect(await used()).toBe(0);
    await changes().setRole(staff(), id, 'agent', one.who());
    await changes().disable(staff(), id, one.who());
    expect(await used()).toBe(1);
    await changes().remove(staff(), id, one.who());
    expect(await used()).toBe(0);
  });

  it('that cannot be had keeps the invitation from being made, and says why', async () => {
    await world.query(
      "INSERT INTO capability_states (tenant_id, capability, own, own_quantity) VALUES (?, 'agents', 1, 1)",
      [idToBytes(tenant.id)],
    );
    const { id } = await invite('member');
    const outcomes = await Promise.allSettled([invite('agent'), invite('agent'), invite('supervisor')]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refusal = {
      kind: 'limit',
      details: {
        code: 'capability_limit',
        key: 'agents',
        limit: 1,
        used: 1,
        requested: 1,
        scope: 'tenant',
        raisedBy: 'request',
        resetsAt: null,
      },
    };
    await expect(invite('agent')).rejects.toMatchObject(refusal);
    await expect(changes().setRole(staff(), id, 'agent', one.who())).rejects.toMatchObject(refusal);
    const rows = await world.query<{ role: string }>(
      "SELECT role FROM users WHERE tenant_id = ? AND role IN ('agent', 'supervisor')",
      [idToBytes(tenant.id)],
    );
    expect(rows).toHaveLength(1);
    expect(await used()).toBe(1);
  });
});
