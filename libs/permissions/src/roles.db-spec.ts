import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { idToBytes, newId } from '@tenantry/kernel';
import { operator, user, World } from '../test/world';
import type { Process } from '../test/world';

let world: World;
let one: Process;
let tenantId: string;
let admin: Awaited<ReturnType<Process['as']>>['permissions'];

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
});
afterAll(() => world?.end());
beforeEach(async () => {
  tenantId = await world.begun(one);
  admin = (await one.as(user(tenantId))).permissions;
});

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error) => error.cause?.details?.code ?? error.cause?.kind ?? error.code,
  );
const desk = { base: 'agent' as const, name: 'Front desk', features: ['conversation.reply', 'contact.view'] };

describe('a role of the tenant’s own', () => {
  it('is a built-in one and what of it is allowed, with all that this needs above it', async () => {
    const { id } = await admin.addRole(desk);
    expect((await admin.roles({})).own).toEqual([
      {
        id,
        name: 'Front desk',
        base: 'agent',
        version: 1,
        features: ['conversation', 'conversation.view_own', 'conversation.reply', 'contact', 'contact.view'],
        users: 0,
      },
    ]);
  });

  it('limits whoever has it, at once', async () => {
    const agent = await world.userOf(one, tenantId);
    const may = () => one.rights.featuresOf(agent);
    expect(await may()).toContain('log.operation');
    const { id } = await admin.addRole(desk);
    await admin.assignRole({ userId: agent.id, roleId: id });
    expect(await may()).toEqual([
      'conversation',
      'conversation.view_own',
      'conversation.reply',
      'contact',
      'contact.view',
    ]);
    expect(await one.rights.refusalOf(agent, 'log.operation')).toBe('role');
    await admin.editRole({ roleId: id, version: 1, name: 'Desk', features: ['log.operation'] });
    expect(await may()).toEqual(['log', 'log.operation']);
    await admin.assignRole({ userId: agent.id, roleId: null });
    expect(await may()).toContain('conversation.reply');
  });

  it('is never more than its base, nor than what the tenant has', async () => {
    expect(await codeOf(admin.addRole({ ...desk, features: ['agent.manage'] }))).toBe('feature_beyond_base');
    expect(await codeOf(admin.addRole({ ...desk, features: ['no.such'] }))).toBe('feature_unknown');
    const agent = await world.userOf(one, tenantId);
    const { id } = await admin.addRole(desk);
    await admin.assignRole({ userId: agent.id, roleId: id });
    const staff = (await one.as(operator())).permissions;
    await staff.change({ tenantId, version: 0, changes: [{ key: 'contact.view', value: false }] });
    expect(await one.rights.featuresOf(agent)).not.toContain('contact.view');
  });

  it('and a built-in one both hold for somebody whose built-in role changed afterwards', async () => {
    const agent = await world.userOf(one, tenantId);
    const { id } = await admin.addRole({ ...desk, features: ['conversation.reply', 'log.operation'] });
    await admin.assignRole({ userId: agent.id, roleId: id });
    expect(await one.rights.featuresOf({ ...agent, role: 'admin' })).toEqual([
      'conversation',
      'conversation.view_own',
      'conversation.reply',
      'log',
      'log.operation',
    ]);
    expect(await one.rights.featuresOf({ ...agent, role: 'member' })).toEqual([
      'conversation',
      'conversation.view_own',
      'log',
      'log.operation',
    ]);
  });

  it('has a name of its own in the tenant', async () => {
    const { id } = await admin.addRole(desk);
    expect(await codeOf(admin.addRole({ ...desk, name: ' front DESK ' }))).toBe('role_name_taken');
    expect(await codeOf(admin.addRole({ ...desk, name: 'Admin' }))).toBe('role_name_taken');
    const { id: other } = await admin.addRole({ ...desk, name: 'Night' });
    const renamed = { roleId: other, version: 1, features: desk.features };
    expect(await codeOf(admin.editRole({ ...renamed, name: 'Front desk' }))).toBe('role_name_taken');
    const elsewhere = (await one.as(user(await world.begun(one)))).permissions;
    expect(await codeOf(elsewhere.addRole(desk))).toBe('done');
    expect(id).not.toBe(other);
  });

  it('tells the second of two who edit it what the first one made of it', async () => {
    const { id: roleId } = await admin.addRole(desk);
    await admin.editRole({ roleId, version: 1, name: 'Desk', features: ['contact.view'] });
    const late = admin.editRole({ roleId, version: 1, name: 'Late', features: ['log.operation'] });
    await expect(late).rejects.toMatchObject({
      cause: {
        kind: 'conflict',
        details: { code: 'role_changed', version: 2, name: 'Desk', features: ['contact', 'contact.view'] },
      },
    });
  });

  it('is removed only when nobody has it', async () => {
    const agent = await world.userOf(one, tenantId);
    const { id: roleId } = await admin.addRole(desk);
    await admin.assignRole({ userId: agent.id, roleId });
    expect(await admin.assigned({ userIds: [agent.id, newId()] })).toEqual([{ userId: agent.id, roleId }]);
    expect((await admin.roles({})).own[0]?.users).toBe(1);
    await expect(admin.removeRole({ roleId })).rejects.toMatchObject({
      cause: { details: { code: 'role_in_use', users: 1 } },
    });
    await world.query('DELETE FROM users WHERE id = ?', [idToBytes(agent.id)]);
    await admin.removeRole({ roleId });
    expect((await admin.roles({})).own).toEqual([]);
  });

  it('is given to people of its base alone, and by nobody to themselves', async () => {
    const member = await world.userOf(one, tenantId, 'member');
    const boss = await world.userOf(one, tenantId, 'admin');
    const { id: roleId } = await admin.addRole(desk);
    expect(await codeOf(admin.assignRole({ userId: member.id, roleId }))).toBe('role_of_other_base');
    const own = (await one.as(boss)).permissions;
    expect(await codeOf(own.assignRole({ userId: boss.id, roleId: null }))).toBe('own_role');
    expect(await codeOf(admin.assignRole({ userId: boss.id, roleId: null }))).toBe('nothing_changes');
  });

  it('is not edited by those who have it: what it keeps from them they could take', async () => {
    const boss = await world.userOf(one, tenantId, 'admin');
    const role = { base: 'admin' as const, name: 'People', features: ['agent.manage', 'agent.roles'] };
    const { id: roleId } = await admin.addRole(role);
    await admin.assignRole({ userId: boss.id, roleId });
    const own = (await one.as(boss)).permissions;
    const wider = { roleId, version: 1, name: 'People', features: [...role.features, 'settings.security'] };
    expect(await codeOf(own.editRole(wider))).toBe('own_role');
    expect(await one.rights.featuresOf(boss)).not.toContain('settings.security');
    await admin.editRole(wider);
    expect(await one.rights.featuresOf(boss)).toContain('settings.security');
  });

  it('of another tenant is none, and so are its people', async () => {
    const elsewhere = await world.begun(one);
    const { id: roleId } = await (await one.as(user(elsewhere))).permissions.addRole(desk);
    const theirs = await world.userOf(one, elsewhere);
    const ours = await world.userOf(one, tenantId);
    expect(await codeOf(admin.assignRole({ userId: ours.id, roleId }))).toBe('not_found');
    expect(await codeOf(admin.assignRole({ userId: theirs.id, roleId: null }))).toBe('not_found');
    expect(await codeOf(admin.removeRole({ roleId }))).toBe('not_found');
    expect(await codeOf(admin.explain({ feature: 'log', userId: theirs.id }))).toBe('not_found');
    expect(await codeOf(admin.explain({ feature: 'log', role: roleId }))).toBe('not_found');
    expect(await admin.assigned({ userIds: [theirs.id] })).toEqual([]);
  });

  it('leaves a row in the log for each change', async () => {
    const agent = await world.userOf(one, tenantId);
    const { id: roleId } = await admin.addRole({ ...desk, features: ['log.operation'] });
    await admin.assignRole({ userId: agent.id, roleId });
    await admin.assignRole({ userId: agent.id, roleId: null });
    await admin.editRole({ roleId, version: 1, name: 'Desk', features: ['log.operation'] });
    await admin.removeRole({ roleId });
    const rows = (await world.log()).filter((row) => row.tenantId === tenantId && /^role/.test(row.action));
    expect(rows.map(({ action, after }) => [action, after])).toEqual([
      ['role.added', { name: 'Front desk', base: 'agent', features: ['log', 'log.operation'] }],
      ['role.assigned', { role: 'Front desk' }],
      ['role.assigned', { role: null }],
      ['role.changed', { name: 'Desk', features: ['log', 'log.operation'] }],
      ['role.removed', null],
    ]);
  });

  it('is explained by its name', async () => {
    const { id } = await admin.addRole(desk);
    const { allowed, chain } = await admin.explain({ feature: 'log.operation', role: id });
    expect(allowed).toBe(false);
    expect(chain.at(-1)).toEqual({ step: 'role', verdict: false, origin: 'own', detail: 'Front desk' });
  });

  it('is one of fifty at most', async () => {
    for (let number = 1; number <= 50; number++) await admin.addRole({ ...desk, name: `Role ${number}` });
    expect(await codeOf(admin.addRole({ ...desk, name: 'One more' }))).toBe('too_many_roles');
  });
});
