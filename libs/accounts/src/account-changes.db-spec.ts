import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { idToBytes, newId } from '@tenantry/kernel';
import { CONSOLE, everywhere, faultOf } from '../test/process';
import type { Process } from '../test/process';
import { World } from '../test/world';

let world: World;
let one: Process;
let two: Process;

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
  two = await world.process();
});
afterAll(() => world?.end());

type Person = { id: string; accessToken: string; host: string };
const anonymous = { kind: 'anonymous' };
const who = ({ accessToken, host }: Person, at = two) => {
  everywhere();
  return at.sessions.principalOf(accessToken, host);
};
const operators = async (as: Person, at = one) => (await at.call(as)).operators;
const users = async (as: Person, at = one) => (await at.call(as)).users;

describe('operators', () => {
  let admin: Person;
  let other: Person;

  beforeEach(async () => {
    await world.query('DELETE FROM operators');
    admin = await world.operator(one);
    other = await world.operator(one);
  });

  it('work under a new role from the next request on, elsewhere half a second later', async () => {
    await (await operators(admin)).setRole({ operatorId: other.id, role: 'support' });
    expect(await who(other)).toMatchObject({ kind: 'operator', role: 'support' });
    const change = { operatorId: admin.id, role: 'auditor' } as const;
    expect(await faultOf((await operators(other, two)).setRole(change))).toBe('forbidden not_allowed');
    expect(await faultOf((await operators(admin)).setRole({ ...change, operatorId: other.id }))).toBe('none');
    everywhere();
    expect(await faultOf((await operators(other, two)).list({}))).toBe('forbidden not_allowed');
    expect((await (await operators(other, two)).profile()).role).toBe('auditor');
    const again = (await operators(admin)).setRole({ operatorId: other.id, role: 'auditor' });
    expect(await faultOf(again)).toBe('conflict role_unchanged');
  });

  it('are out at once when disabled, and sign in anew when enabled', async () => {
    await (await operators(admin)).disable({ operatorId: other.id });
    expect(await who(other)).toEqual(anonymous);
    expect(await faultOf((await operators(admin)).disable({ operatorId: other.id }))).toBe(
      'conflict already_disabled',
    );
    await (await operators(admin)).enable({ operatorId: other.id });
    expect(await who(other)).toEqual(anonymous);
    const accessToken = await one.signedIn('operator', other.id, null, CONSOLE);
    expect(await who({ ...other, accessToken })).toMatchObject({ id: other.id });
  });

  it('leave their name in the log when removed', async () => {
    await (await operators(admin)).remove({ operatorId: other.id });
    expect(await who(other)).toEqual(anonymous);
    const row = (await world.log()).findLast(({ action }) => action === 'operator.removed');
    expect(row).toMatchObject({ tenantId: null, actor: 'operator Olga' });
    expect(await faultOf((await operators(admin)).remove({ operatorId: other.id }))).toContain('not_found');
  });

  it('sign in by the password alone once another admin reset their second factor; it goes with the account', async () => {
    const turnOn = async () => {
      await world.query(
        `INSERT INTO second_factors (subject_id, secret, last_step, confirmed_at) VALUES (?, 'x', 0, NOW(3))`,
        [idToBytes(other.id)],
      );
      await world.query(`INSERT INTO recovery_codes (subject_id, code_hash) VALUES (?, REPEAT('x', 32))`, [
        idToBytes(other.id),
      ]);
    };
    const left = async () =>
      (
        await world.query(
          'SELECT subject_id FROM second_factors UNION ALL SELECT subject_id FROM recovery_codes',
        )
      ).length;
    const reset = async (operatorId: string) =>
      faultOf((await operators(admin)).resetSecondFactor({ operatorId }));
    expect(await reset(other.id)).toBe('conflict second_factor_off');
    expect(await reset(admin.id)).toBe('forbidden own_account');
    await turnOn();
    expect(await reset(other.id)).toBe('none');
    expect([await left(), await who(other)]).toEqual([0, anonymous]);
    await turnOn();
    await (await operators(admin)).remove({ operatorId: other.id });
    expect(await left()).toBe(0);
  });

  it('may not change their own role or state', async () => {
    const { setRole, disable, remove } = await operators(admin);
    const own = { operatorId: admin.id };
    expect(await faultOf(setRole({ ...own, role: 'support' }))).toBe('forbidden own_account');
    expect(await faultOf(disable(own))).toBe('forbidden own_account');
    expect(await faultOf(remove(own))).toBe('forbidden own_account');
  });

  it.each(['setRole', 'disable', 'remove'] as const)(
    'keep one active admin when each uses %s on the other at once',
    async (verb) => {
      for (let round = 0; round < 4; round++) {
        await world.query('DELETE FROM operators');
        const staff = await Promise.all([1, 2, 3].map(() => world.operator(one)));
        const calls = await Promise.all(staff.map((person, i) => operators(person, i % 2 ? two : one)));
        const faults = await Promise.all(
          calls.map((call, i) => {
            const operatorId = staff[(i + 1) % 3]!.id;
            return faultOf(
              verb === 'setRole' ? call.setRole({ operatorId, role: 'support' }) : call[verb]({ operatorId }),
            );
          }),
        );
        expect(faults.filter((fault) => fault === 'conflict last_admin')).toHaveLength(1);
        expect(
          await world.query("SELECT id FROM operators WHERE role = 'admin' AND state = 'active'"),
        ).toHaveLength(1);
      }
    },
  );
});

describe('users', () => {
  let tenant: Awaited<ReturnType<World['settled']>>;
  let admin: Person;
  let agent: Person;

  beforeEach(async () => {
    tenant = await world.settled(one);
    const accessToken = await one.signedIn('user', tenant.userId, tenant.id, tenant.host);
    admin = { id: tenant.userId, accessToken, host: tenant.host };
    agent = await world.user(one, tenant);
  });

  it('work under a new role half a second later at most, and are out when disabled or removed', async () => {
    await (await users(admin)).setRole({ userId: agent.id, role: 'supervisor' });
    expect(await who(agent)).toMatchObject({ role: 'supervisor' });
    await (await users(admin)).disable({ userId: agent.id });
    expect(await who(agent)).toEqual(anonymous);
    await (await users(admin)).enable({ userId: agent.id });
    expect(await who(agent)).toEqual(anonymous);
    const accessToken = await one.signedIn('user', agent.id, tenant.id, tenant.host);
    expect(await who({ ...agent, accessToken })).toMatchObject({ id: agent.id });
    await (await users(admin)).remove({ userId: agent.id });
    expect(await who({ ...agent, accessToken })).toEqual(anonymous);
    const log = (await world.log()).filter(({ tenantId }) => tenantId === tenant.id);
    expect(log.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['user.role_changed', 'user.disabled', 'user.enabled', 'user.removed']),
    );
  });

  it('may not change their own role or state, nor anybody’s unless they are admins', async () => {
    const own = { userId: admin.id };
    expect(await faultOf((await users(admin)).disable(own))).toBe('forbidden own_account');
    expect(await faultOf((await users(admin)).setRole({ ...own, role: 'agent' }))).toBe(
      'forbidden own_account',
    );
    const asAgent = await users(agent);
    const theirs = { userId: admin.id };
    for (const refused of [
      asAgent.setRole({ ...theirs, role: 'agent' }),
      asAgent.disable(theirs),
      asAgent.enable(theirs),
      asAgent.remove(theirs),
      asAgent.resend(theirs),
      asAgent.list({}),
    ])
      expect(await faultOf(refused)).toBe('forbidden not_allowed');
  });

  it('of another tenant do not exist', async () => {
    const foreign = await world.settled(one);
    for (const userId of [foreign.userId, newId()]) {
      expect(await faultOf((await users(admin)).setRole({ userId, role: 'agent' }))).toContain('not_found');
      expect(await faultOf((await users(admin)).disable({ userId }))).toContain('not_found');
      expect(await faultOf((await users(admin)).remove({ userId, tenantId: foreign.id }))).toContain(
        'not_found',
      );
    }
    expect(await world.query('SELECT id FROM users WHERE id = ?', [idToBytes(foreign.userId)])).toHaveLength(
      1,
    );
  });

  it('are for operators by role: support sends again and looks, auditors do neither', async () => {
    const about = { tenantId: tenant.id, userId: agent.id };
    const verdicts = async (role: 'admin' | 'support' | 'auditor') => {
      const call = await users(await world.operator(one, role));
      return [
        await faultOf(call.list({ tenantId: tenant.id })),
        await faultOf(call.resend(about)),
        await faultOf(call.disable(about)),
      ];
    };
    const no = 'forbidden not_allowed';
    expect(await verdicts('auditor')).toEqual([no, no, no]);
    expect(await verdicts('support')).toEqual(['none', 'conflict already_active', no]);
    expect(await verdicts('admin')).toEqual(['none', 'conflict already_active', 'none']);
  });

  it('keep their last active admin, also against the operator: one who has not come in is none', async () => {
    const operator = await world.operator(one);
    const last = { tenantId: tenant.id, userId: admin.id };
    const call = await users(operator);
    await call.invite({
      tenantId: tenant.id,
      username: 'waiting',
      firstName: 'W',
      lastName: 'W',
      email: 'w@x.test',
      role: 'admin',
      notification: 'login_information',
    });
    expect(await faultOf(call.disable(last))).toBe('conflict last_admin');
    expect(await faultOf(call.remove(last))).toBe('conflict last_admin');
    expect(await faultOf(call.setRole({ ...last, role: 'member' }))).toBe('conflict last_admin');
    await world.user(one, tenant, 'admin');
    expect(await faultOf(call.remove(last))).toBe('none');
  });

  it.each(['setRole', 'disable', 'remove'] as const)(
    'keep one active admin under many %s at once',
    async (verb) => {
      const more = await Promise.all([1, 2, 3].map(() => world.user(one, tenant, 'admin')));
      const admins = [admin, ...more];
      const calls = await Promise.all(admins.map((person, i) => users(person, i % 2 ? two : one)));
      const faults = await Promise.all(
        calls.map((call, i) => {
          const userId = admins[(i + 1) % admins.length]!.id;
          return faultOf(
            verb === 'setRole' ? call.setRole({ userId, role: 'agent' }) : call[verb]({ userId }),
          );
        }),
      );
      expect(faults.filter((fault) => fault === 'conflict last_admin')).toHaveLength(1);
      expect(
        await world.query(
          "SELECT id FROM users WHERE tenant_id = ? AND role = 'admin' AND state = 'active'",
          [idToBytes(tenant.id)],
        ),
      ).toHaveLength(1);
    },
  );
});
