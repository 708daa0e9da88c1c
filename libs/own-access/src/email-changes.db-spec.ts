import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { clock, CONSOLE, faultOf, PASSWORD, SHARED, vault } from '@tenantry/accounts/test';
import { HOUR, idToBytes, newId } from '@tenantry/kernel';
import type { Process } from '../test/world';
import { World } from '../test/world';

let world: World;
let one: Process;
let tenant: Awaited<ReturnType<World['settled']>>;
let accessToken: string;

const own = () => one.call({ accessToken, host: tenant.host });
const ask = async (email: string, password = PASSWORD) =>
  (await own()).auth.requestEmailChange({ email, password });
const confirm = async (token: string, host = SHARED) =>
  (await one.call({ host })).auth.confirmEmailChange({ token });
const lastMail = async (letter: string) => {
  const [mail] = await world.query<{ to_address: string; secrets: Buffer | null; params: string }>(
    'SELECT to_address, secrets, params FROM outbox WHERE letter = ? ORDER BY id DESC LIMIT 1',
    [letter],
  );
  const token = mail?.secrets ? (JSON.parse(vault.decrypt('outbox', mail.secrets)).token as string) : '';
  return { to: mail?.to_address, params: mail && JSON.parse(mail.params), token };
};
const addressOf = async () =>
  (await world.query('SELECT email FROM users WHERE id = ?', [idToBytes(tenant.userId)]))[0]!['email'];

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
});
afterAll(() => world?.end());
beforeEach(async () => {
  tenant = await world.settled(one);
  ({ accessToken } = await one.signIn(
    { login: 'admin', password: PASSWORD },
    one.who({ host: tenant.host }),
  ));
});

describe('an e-mail address changes', () => {
  it('when the new one confirms it, and the old one is told', async () => {
    await ask('Ada@New.test');
    expect(await addressOf()).toBe(tenant.email);
    const { to, token } = await lastMail('email-change');
    expect(to).toBe('Ada@New.test');
    const look = async (host: string) => (await one.call({ host })).auth.emailChangeLink({ token });
    expect([await look(tenant.host), await look(SHARED)]).toEqual(Array(2).fill({ email: 'Ada@New.test' }));
    expect(await confirm(token)).toEqual({ email: 'Ada@New.test' });
    expect(await faultOf(look(SHARED))).toBe('not_found link_dead');
    expect(await addressOf()).toBe('Ada@New.test');
    const terms = await world.query('SELECT term FROM tenant_terms WHERE source_id = ?', [
      idToBytes(tenant.userId),
    ]);
    expect(terms).toContainEqual({ term: 'ada@new.test' });
    expect(terms).not.toContainEqual({ term: tenant.email });
    expect(await lastMail('address-changed')).toMatchObject({
      to: tenant.email,
      params: { email: 'Ada@New.test' },
    });
    expect(await one.opens(tenant.host, PASSWORD, 'ada@new.test')).toBe(true);
    expect(await one.opens(tenant.host, PASSWORD, tenant.email).catch(() => false)).toBe(false);
    const rows = (await world.log()).slice(-2);
    expect(rows).toMatchObject([
      { tenantId: tenant.id, action: 'user.email_change_requested', after: { email: 'Ada@New.test' } },
      { tenantId: tenant.id, action: 'user.email_changed', actor: 'user Ada Byron' },
    ]);
  });

  it('for an operator, on the console’s host', async () => {
    const email = `${newId()}@t.test`;
    await one.operators.create({ email, name: 'Olga', password: PASSWORD, role: 'admin' }, one.who());
    const session = await one.signIn({ login: email, password: PASSWORD }, one.who({ host: CONSOLE }));
    const api = await one.call({ accessToken: session.accessToken, host: CONSOLE });
    await api.auth.requestEmailChange({ email: 'olga@new.test', password: PASSWORD });
    const { token } = await lastMail('email-change');
    expect(await faultOf(confirm(token, SHARED))).toBe('not_found link_dead');
    await confirm(token, CONSOLE);
    expect(await lastMail('address-changed')).toMatchObject({ to: email });
    expect(
      await faultOf(one.signIn({ login: 'olga@new.test', password: PASSWORD }, one.who({ host: CONSOLE }))),
    ).toBe('none');
  });

  it('not without the password, nor to the same address, nor by a link that is used, old, replaced or elsewhere', async () => {
    expect(await faultOf(ask('ada@new.test', 'not the password'))).toBe('invalid wrong_password');
    expect((await world.log()).at(-1)).toMatchObject({ action: 'user.proof_failed' });
    expect(await faultOf(ask(tenant.email.toUpperCase()))).toBe('invalid email_unchanged');
    await ask('ada@one.test');
    const first = (await lastMail('email-change')).token;
    await ask('ada@two.test');
    const second = (await lastMail('email-change')).token;
    expect(await faultOf(confirm(first))).toBe('not_found link_dead');
    const other = await world.settled(one);
    expect(await faultOf(confirm(second, other.host))).toBe('not_found link_dead');
    await confirm(second, tenant.host);
    expect(await faultOf(confirm(second))).toBe('not_found link_dead');
    await ask('ada@three.test');
    clock.advance(1 * HOUR);
    expect(await faultOf(confirm((await lastMail('email-change')).token))).toBe('not_found link_dead');
  });

  it('never to another’s address of the same tenant; only who reads there learns that it is taken', async () => {
    const other = await world.settled(one);
    await world.query('UPDATE users SET tenant_id = ?, username = ?, username_key = ? WHERE id = ?', [
      idToBytes(tenant.id),
      'bea',
      'bea',
      idToBytes(other.userId),
    ]);
    expect(await faultOf(ask(other.email))).toBe('none');
    expect(await faultOf(confirm((await lastMail('email-change')).token))).toBe('conflict email_taken');
    expect(await addressOf()).toBe(tenant.email);
  });

  it('and with it every link sent to the old one dies', async () => {
    await (await one.call({ host: tenant.host })).auth.requestReset({ login: 'admin' });
    const { token } = await lastMail('password-reset');
    await ask('ada@new.test');
    await confirm((await lastMail('email-change')).token);
    const reset = (await one.call({ host: tenant.host })).auth.reset({
      token,
      password: 'lichen over the wet slate',
    });
    expect(await faultOf(reset)).toBe('not_found link_dead');
  });
});
