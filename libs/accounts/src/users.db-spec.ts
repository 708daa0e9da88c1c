import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY, idToBytes, newId, randomToken, sha256 } from '@tenantry/kernel';
import type { WaitingMail } from '@tenantry/mail';
import { Letters } from '@tenantry/mail';
import { clock, CONSOLE, faultOf, inTransaction, PASSWORD, SHARED, World } from '../test/world';
import type { Process } from '../test/world';

let world: World;
let one: Process;
let two: Process;

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
  two = await world.process();
  one.registerLetters();
});
afterAll(() => world?.end());

const link = () => world.tenant(one, { notification: 'activation_link' });
const activate = (token: string, host: string, password = PASSWORD, at = one) =>
  at.call({ host }).then((call) => call.auth.activate({ token, password }));
const view = (token: string, host: string) =>
  one.call({ host }).then((call) => call.auth.activation({ token }));
const signIn = (host: string, password = PASSWORD) =>
  one.signIns.signIn({ login: 'admin', password }, one.who({ host, ip: null }));
const resend = (tenantId: string, userId: string) => one.users.resendActivation(tenantId, userId, one.who());

describe('the first admin', () => {
  const add = (tenantId: string, more: object) =>
    inTransaction(one, () =>
      one.users.addFirstAdmin(
        tenantId,
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
          id,
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
    expect((await signIn(typed.host, 'typed by operator')).mustChangePassword).toBe(true);
    expect((await world.tenant(one)).password).toMatch(/^[a-z2-9-]{24}$/);
    expect(await faultOf(world.tenant(one, { password: 'short' }))).toBe('invalid password_short');
    expect(JSON.stringify(await world.log())).not.toContain('typed by operator');
  });
});

describe('an activation link', () => {
  it('shows whose it is as often as one looks, and opens the account once', async () => {
    const { host, token, id } = await link();
    expect(await faultOf(signIn(host))).toBe('unauthenticated bad_credentials');
    for (let i = 0; i < 3; i++)
      expect(await view(token!, host)).toEqual({ username: 'admin', companyName: 'Acme Ltd' });
    expect(await activate(token!, host)).toEqual({ username: 'admin' });
    expect(await faultOf(signIn(host))).toBe('none');
    expect(await faultOf(view(token!, host))).toBe('not_found link_dead');
    expect(await faultOf(activate(token!, host, 'another password'))).toBe('not_found link_dead');
    const row = (await world.log()).find(
      ({ tenantId, action }) => tenantId === id && action === 'user.activated',
    );
    expect(row).toMatchObject({ actor: 'user Ada Byron', after: { state: 'active' } });
    expect(JSON.stringify(await world.log())).not.toContain(token!);
    expect(JSON.stringify(await world.query('SELECT * FROM one_time_tokens'))).not.toContain(token!);
  });

  it('is won by exactly one of twenty at once', async () => {
    const { host, token, id } = await link();
    const faults = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        faultOf(activate(token!, host, `the password of ${i}`, i % 2 ? one : two)),
      ),
    );
    expect(faults.filter((fault) => fault === 'none')).toHaveLength(1);
    expect(faults.filter((fault) => fault === 'not_found link_dead')).toHaveLength(19);
    expect(await faultOf(signIn(host, `the password of ${faults.indexOf('none')}`))).toBe('none');
    const rows = (await world.log()).filter(
      ({ tenantId, action }) => tenantId === id && action === 'user.activated',
    );
    expect(rows).toHaveLength(1);
  });

  it('stays alive when the password breaks a rule', async () => {
    const { host, token, email } = await link();
    expect(await faultOf(activate(token!, host, 'short'))).toBe('invalid password_short');
    expect(await faultOf(activate(token!, host, email))).toBe('invalid password_guessable');
    expect(await faultOf(activate(token!, host))).toBe('none');
  });

  it('works on the tenant’s host and the shared one, and is dead on every other', async () => {
    const { host, token } = await link();
    const other = await link();
    for (const foreign of [other.host, CONSOLE, 'nobody.localhost']) {
      expect(await faultOf(view(token!, foreign))).toBe('not_found link_dead');
      expect(await faultOf(activate(token!, foreign))).toBe('not_found link_dead');
    }
    expect(await faultOf(view(token!, host))).toBe('none');
    expect(await faultOf(activate(token!, SHARED))).toBe('none');
  });

  it('dies after 72 hours, with its user, and for good with its tenant', async () => {
    const old = await link();
    clock.advance(3 * DAY);
    expect(await faultOf(activate(old.token!, old.host))).toBe('not_found link_dead');
    const disabled = await link();
    await world.query("UPDATE users SET state = 'disabled' WHERE tenant_id = ?", [idToBytes(disabled.id)]);
    expect(await faultOf(activate(disabled.token!, disabled.host))).toBe('not_found link_dead');
    const closed = await link();
    await world.query("UPDATE tenants SET state = 'disabled' WHERE id = ?", [idToBytes(closed.id)]);
    expect(await faultOf(activate(closed.token!, closed.host))).toBe('not_found link_dead');
    await inTransaction(one, () => one.signIns.endAllOf(closed.id));
    await world.query("UPDATE tenants SET state = 'enabled' WHERE id = ?", [idToBytes(closed.id)]);
    expect(await faultOf(activate(closed.token!, closed.host))).toBe('not_found link_dead');
  });

  it('cannot be replaced by a token of another purpose', async () => {
    const { host, id, userId } = await link();
    const token = randomToken();
    await world.query(
      'INSERT INTO one_time_tokens (id, tenant_id, purpose, subject_id, token_hash, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
      [
        idToBytes(newId()),
        idToBytes(id),
        'password_reset',
        idToBytes(userId),
        sha256(token),
        new Date(clock.now().getTime() + DAY),
      ],
    );
    expect(await faultOf(view(token, host))).toBe('not_found link_dead');
    expect(await faultOf(activate(token, host))).toBe('not_found link_dead');
  });
});

describe('sending again', () => {
  it('kills the earlier link and mails a new one', async () => {
    const { host, token, id, userId } = await link();
    await resend(id, userId);
    const { token: second } = await world.mailed(id);
    expect(await faultOf(activate(token!, host))).toBe('not_found link_dead');
    expect(await faultOf(activate(second!, host))).toBe('none');
    expect(await faultOf(resend(id, userId))).toBe('conflict already_active');
    expect(
      (await world.log()).some(
        ({ tenantId, action }) => tenantId === id && action === 'user.activation_resent',
      ),
    ).toBe(true);
  });

  it('leaves one live link, however many ask at once', async () => {
    const { id, userId } = await link();
    expect(await Promise.all([1, 2, 3, 4, 5].map(() => faultOf(resend(id, userId))))).toEqual(
      Array(5).fill('none'),
    );
    const live = await world.query(
      'SELECT id FROM one_time_tokens WHERE subject_id = ? AND used_at IS NULL',
      [idToBytes(userId)],
    );
    expect(live).toHaveLength(1);
  });

  it('replaces a one-time password and ends what the earlier one opened', async () => {
    const { host, password, id, userId } = await world.tenant(one);
    const { accessToken } = await signIn(host, password!);
    await resend(id, userId);
    const { password: second } = await world.mailed(id);
    expect(await faultOf(signIn(host, password!))).toBe('unauthenticated bad_credentials');
    expect(await faultOf(signIn(host, second!))).toBe('none');
    expect(await one.signIns.principalOf(accessToken, host)).toEqual({ kind: 'anonymous' });
  });

  it('finds no user of another tenant, and none of a disabled one', async () => {
    const [a, b] = [await link(), await link()];
    expect(await faultOf(resend(a.id, b.userId))).toContain('not_found');
    await inTransaction(one, () => one.tenants.disable(a.id, undefined, one.who()));
    expect(await faultOf(resend(a.id, a.userId))).toBe('conflict tenant_disabled');
  });
});

describe('a waiting mail', () => {
  const isWanted = async (tenantId: string, letter: 'activation' | 'login-information', email: string) =>
    one.module.get(Letters, { strict: false }).isWanted({
      tenantId,
      letter,
      to: { address: email, language: 'en', timeZone: 'UTC' },
      params: {},
      secrets: await world.mailed(tenantId),
    } as WaitingMail & { secrets: Record<string, string> });

  it('is wanted until its link or its password is dead', async () => {
    const a = await link();
    expect(await isWanted(a.id, 'activation', a.email)).toBe(true);
    await activate(a.token!, a.host);
    expect(await isWanted(a.id, 'activation', a.email)).toBe(false);
    const b = await world.tenant(one);
    expect(await isWanted(b.id, 'login-information', b.email)).toBe(true);
    await world.query('UPDATE users SET must_change_password = 0 WHERE tenant_id = ?', [idToBytes(b.id)]);
    expect(await isWanted(b.id, 'login-information', b.email)).toBe(false);
  });
});

describe('the list of users', () => {
  const list = async (tenantId: string, as: 'operator' | 'agent') => {
    const base = { id: newId(), name: 'X', sessionId: newId() };
    const principal =
      as === 'operator'
        ? ({ ...base, kind: 'operator', role: 'auditor' } as const)
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
    await signIn(host);
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
      await inTransaction(one, () =>
        one.users.addFirstAdmin(
          id,
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

describe('an operator', () => {
  it('is made with a password of one’s own or a generated one, once per address', async () => {
    expect(await one.operators.any()).toBe(false);
    const made = await one.operators.create({ email: 'o@t.test', name: 'Olga', role: 'admin' }, one.who());
    expect(made.generatedPassword).toMatch(/^[a-z2-9-]{24}$/);
    expect(await one.operators.any()).toBe(true);
    const again = one.operators.create(
      { email: 'O@T.test', name: 'Otto', role: 'admin', password: PASSWORD },
      one.who(),
    );
    expect(await faultOf(again)).toBe('conflict email_taken');
    const signedIn = one.signIns.signIn(
      { login: 'o@t.test', password: made.generatedPassword! },
      one.who({ host: CONSOLE }),
    );
    expect(await faultOf(signedIn)).toBe('none');
    expect(JSON.stringify(await world.log())).not.toContain(made.generatedPassword);
  });
});
