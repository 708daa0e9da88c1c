import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { untilOneWaits } from '@tenantry/database/test';
import { DAY, idToBytes, newId } from '@tenantry/kernel';
import { clock, faultOf, inTransaction, PASSWORD } from '../test/process';
import type { Process } from '../test/process';
import { World } from '../test/world';

let world: World;
let one: Process;

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
});
afterAll(() => world?.end());

const link = () => world.tenant(one, { notification: 'activation_link' });
const activate = (token: string, host: string, password = PASSWORD, at = one) =>
  at.call({ host }).then((call) => call.auth.activate({ token, password }));

describe('the first admin', () => {
  const add = (tenantId: string, more: object) =>
    inTransaction(one, async () =>
      one.users.addFirstAdmin(
        await one.tenants.byId(tenantId),
        { username: 'second', firstName: 'Bea', lastName: 'Cole', email: 'second@x.test', ...more },
        'activation_link',
        one.who(),
      ),
    );
  const fault = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      ({ kind, details }) => `${kind} ${details?.field} ${details?.code}`,
    );

  it('has a username and an address of its own in the tenant, and errors name the field', async () => {
    const { id, email } = await link();
    expect(await fault(add(id, { username: 'ADMIN' }))).toBe('conflict username username_taken');
    expect(await fault(add(id, { email: email.toUpperCase() }))).toBe('conflict email email_taken');
    expect(await fault(add(id, { username: 'a@b' }))).toBe('invalid username username_malformed');
    expect(await fault(add(id, { username: '\ufdfa'.repeat(9) }))).toBe(
      'invalid username username_malformed',
    );
    expect(await fault(add(id, { email: 'a@b.test\r\nBcc: c@d.test' }))).toBe('invalid email email_invalid');
    expect(await fault(add(id, { firstName: ' ' }))).toBe('invalid firstName name_malformed');
    expect(await fault(add(id, { lastName: 'x'.repeat(101) }))).toBe('invalid lastName name_malformed');
    expect(await fault(add(id, {}))).toBe('none');
    const other = await link();
    expect(await fault(add(other.id, {}))).toBe('none');
  });

  it('leaves nothing behind when the transaction fails', async () => {
    const { id } = await link();
    const counts = () =>
      world.query(
        'SELECT (SELECT COUNT(*) FROM users) u, (SELECT COUNT(*) FROM outbox) o, (SELECT COUNT(*) FROM one_time_tokens) t',
      );
    const before = await counts();
    await expect(
      inTransaction(one, async () => {
        await one.users.addFirstAdmin(
          await one.tenants.byId(id),
          { username: 'z', firstName: 'Z', lastName: 'Z', email: 'z@z.test' },
          'activation_link',
          one.who(),
        );
        throw new Error('the last step failed');
      }),
    ).rejects.toThrow('the last step failed');
    expect(await counts()).toEqual(before);
  });

  it('gets mails about the tenant, unless disabled', async () => {
    const { id, email } = await link();
    expect(await one.users.adminsOf(id)).toEqual([{ address: email, language: null }]);
    await world.query("UPDATE users SET state = 'disabled' WHERE tenant_id = ?", [idToBytes(id)]);
    expect(await one.users.adminsOf(id)).toEqual([]);
  });

  it('may be given a one-time password that keeps the rules; a generated one is mailed', async () => {
    const typed = await world.tenant(one, { password: 'typed by operator' });
    expect(typed.password).toBe('typed by operator');
    expect(await one.opens(typed.host, 'typed by operator')).toBe(true);
    expect((await world.tenant(one)).password).toMatch(/^[a-z2-9-]{24}$/);
    expect(await faultOf(world.tenant(one, { password: 'short' }))).toBe('invalid password_short');
    expect(JSON.stringify(await world.log())).not.toContain('typed by operator');
  });
});

describe('inviting', () => {
  const invite = (tenantId: string, at = one, username = 'late') =>
    at.users.invite(
      tenantId,
      { username, firstName: 'L', lastName: 'L', email: `${username}@x.test`, role: 'agent' },
      at.who(),
    );

  it('takes the tenant’s way unless told otherwise, and mails nothing to a disabled one', async () => {
    const { id, host } = await world.tenant(one, { notification: 'login_information' });
    await invite(id);
    expect(await one.opens(host, (await world.mailed(id)).password!, 'late')).toBe(true);
    await inTransaction(one, () => one.tenants.disable(id, undefined, one.who()));
    expect(await faultOf(invite(id, one, 'later'))).toBe('conflict tenant_disabled');
  });

  it('stops nobody who counts in the tenant, and is stopped by them neither', async () => {
    const two = await world.process();
    const { id } = await world.tenant(one);
    await inTransaction(one, async () => {
      await one.tenants.lockForMetering([id]);
      await invite(id, two);
    });
  });

  it('waits for the switch that disables the tenant', async () => {
    const two = await world.process();
    const { id } = await world.tenant(one);
    let late: Promise<string> | undefined;
    await inTransaction(one, async () => {
      await one.tenants.disable(id, undefined, one.who());
      late = faultOf(invite(id, two));
      await untilOneWaits(world.scratch.database);
    });
    expect(await late).toBe('conflict tenant_disabled');
  });
});

describe('the list of users', () => {
  const list = async (tenantId: string, as: 'operator' | 'agent') => {
    const base = { id: newId(), name: 'X', sessionId: newId() };
    const principal =
      as === 'operator'
        ? ({ ...base, kind: 'operator', role: 'support' } as const)
        : ({ ...base, kind: 'user', role: 'agent', tenantId, mustChangePassword: false } as const);
    return (await one.call({ principal })).users.list(as === 'operator' ? { tenantId } : {});
  };

  it('says how far each one is and what became of the mail', async () => {
    const { id, token, host, email } = await link();
    const first = (await list(id, 'operator')).items[0]!;
    expect(first).toMatchObject({
      username: 'admin',
      email,
      role: 'admin',
      state: 'invited',
      mail: 'queued',
      lastSignedInAt: null,
    });
    expect(first.activationExpiresAt).toBe(new Date(clock.now().getTime() + 3 * DAY).toISOString());
    for (const [state, shown] of [
      ['sent', 'delivered'],
      ['dead', 'failed'],
      ['held', 'queued'],
    ]) {
      await world.query('UPDATE outbox SET state = ? WHERE tenant_id = ?', [state, idToBytes(id)]);
      expect((await list(id, 'operator')).items[0]!.mail).toBe(shown);
    }
    await activate(token!, host);
    await world.query('UPDATE users SET last_signed_in_at = ? WHERE tenant_id = ?', [
      clock.now(),
      idToBytes(id),
    ]);
    expect((await list(id, 'operator')).items[0]).toMatchObject({
      state: 'active',
      mail: null,
      activationExpiresAt: null,
      lastSignedInAt: clock.now().toISOString(),
    });
    expect(Object.keys(first).join()).not.toMatch(/password|hash|token/i);
  });

  it('shows a one-time password as an invitation, is paged, and is not for everyone', async () => {
    const { id } = await world.tenant(one);
    expect((await list(id, 'operator')).items[0]).toMatchObject({ state: 'invited', mail: 'queued' });
    for (const n of [1, 2, 3])
      await inTransaction(one, async () =>
        one.users.addFirstAdmin(
          await one.tenants.byId(id),
          { username: `u${n}`, firstName: 'U', lastName: `${n}`, email: `u${n}@x.test` },
          'activation_link',
          one.who(),
        ),
      );
    const operator = {
      id: newId(),
      name: 'O',
      sessionId: newId(),
      kind: 'operator',
      role: 'support',
    } as const;
    const call = await one.call({ principal: operator });
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, next } = await call.users.list({ tenantId: id, limit: 3, cursor });
      names.push(...items.map(({ username }) => username));
      cursor = next ?? undefined;
    } while (cursor);
    expect(names).toEqual(['admin', 'u1', 'u2', 'u3']);
    expect(await faultOf(list(id, 'agent'))).toBe('forbidden not_allowed');
  });
});
