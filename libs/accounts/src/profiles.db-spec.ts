import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { faultOf } from '../test/process';
import type { Process } from '../test/process';
import { World } from '../test/world';

let world: World;
let one: Process;

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
});
afterAll(() => world?.end());

const edit = { firstName: 'Zoë', lastName: 'Quill', language: 'ar', timeZone: 'Asia/Dubai' };

describe('one’s own profile', () => {
  it('of a user holds name, language and zone; the tenant’s where one chose none', async () => {
    const tenant = await world.settled(one);
    const agent = await world.user(one, tenant);
    const { users } = await one.call(agent);
    expect(await users.profile()).toMatchObject({
      id: agent.id,
      role: 'agent',
      language: null,
      timeZone: null,
    });
    await users.editProfile(edit);
    expect(await users.profile()).toMatchObject({ ...edit, username: agent.username, email: agent.email });
    const principal = await one.sessions.principalOf(agent.accessToken, agent.host);
    expect(principal).toMatchObject({
      name: 'Zoë Quill',
      profile: { language: 'ar', timeZone: 'Asia/Dubai' },
    });
    const row = (await world.log()).findLast(({ tenantId }) => tenantId === tenant.id);
    expect(row).toMatchObject({ action: 'user.profile_edited', after: edit });
    const operator = await world.operator(one, 'support');
    const found = await (await one.call(operator)).users.list({ tenantId: tenant.id, search: 'zoe quill' });
    expect(found.items.map(({ id }) => id)).toEqual([agent.id]);
    await users.editProfile({ ...edit, language: null, timeZone: null });
    expect(await one.sessions.principalOf(agent.accessToken, agent.host)).toMatchObject({
      profile: { language: 'en', timeZone: 'Europe/London' },
    });
  });

  it('names the field at fault, and takes nothing that is not one’s own to set', async () => {
    const { users } = await one.call(await world.user(one, await world.settled(one)));
    const fault = (more: object) =>
      users.editProfile({ ...edit, ...more }).then(
        () => 'none',
        (error) =>
          error.cause.details?.field ?? error.cause.issues[0].path.join() + error.cause.issues[0].code,
      );
    expect(await fault({ firstName: '\u0007' })).toBe('firstName');
    expect(await fault({ lastName: '' })).toMatch(/^lastName/);
    expect(await fault({ language: 'fr' })).toBe('language');
    expect(await fault({ timeZone: '+02:00' })).toBe('timeZone');
    for (const more of [{ role: 'admin' }, { email: 'x@y.test' }, { id: 'x' }])
      expect(await fault(more)).toBe('unrecognized_keys');
  });

  it('of an operator is every operator’s to edit, and a tenant’s user has none of it', async () => {
    const auditor = await world.operator(one, 'auditor');
    const { operators } = await one.call(auditor);
    await operators.editProfile({ name: 'Otto', language: 'de', timeZone: 'Europe/Berlin' });
    expect(await operators.profile()).toEqual({
      id: auditor.id,
      email: auditor.email,
      role: 'auditor',
      name: 'Otto',
      language: 'de',
      timeZone: 'Europe/Berlin',
    });
    const user = await world.user(one, await world.settled(one));
    expect(await faultOf((await one.call(user)).operators.profile())).toBe('forbidden not_allowed');
    expect(await faultOf((await one.call(auditor)).users.profile())).toBe('forbidden not_allowed');
  });
});
