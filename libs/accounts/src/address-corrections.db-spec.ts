import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OneTimeTokens } from '@tenantry/credentials';
import { HOUR, idToBytes } from '@tenantry/kernel';
import { Letters } from '@tenantry/mail';
import type { WaitingMail } from '@tenantry/mail';
import { faultOf, inTransaction, PASSWORD } from '../test/process';
import type { Process } from '../test/process';
import { World } from '../test/world';

let world: World;
let one: Process;
let olga: Awaited<ReturnType<World['operator']>>;

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
  one.registerLetters();
  olga = await world.operator(one);
});
afterAll(() => world?.end());

const link = () => world.tenant(one, { notification: 'activation_link' });
const activate = (token: string, host: string) =>
  one.call({ host }).then((call) => call.auth.activate({ token, password: PASSWORD }));
const correct = async (tenantId: string, userId: string, email: string, by = olga) =>
  (await one.call(by)).users.correctAddress({ tenantId, userId, email });
const listed = async (tenantId: string) => (await (await one.call(olga)).users.list({ tenantId })).items;
const mails = (tenantId: string) =>
  world.query<{ id: Buffer; letter: string; to_address: string }>(
    'SELECT id, letter, to_address FROM outbox WHERE tenant_id = ? ORDER BY id',
    [idToBytes(tenantId)],
  );

describe('the address of somebody invited', () => {
  it('is corrected: the old link is dead, the new one goes to the new address, the log has both', async () => {
    const { id, userId, host, token, email } = await link();
    await correct(id, userId, 'ada@right.test');
    expect(await faultOf(activate(token!, host))).toBe('not_found link_dead');
    expect((await mails(id)).map((mail) => mail.to_address)).toEqual([email, 'ada@right.test']);
    expect(await listed(id)).toMatchObject([{ email: 'ada@right.test', state: 'invited', mail: 'queued' }]);
    const row = (await world.log()).findLast(({ action }) => action === 'user.address_corrected');
    expect(row).toMatchObject({
      tenantId: id,
      actor: 'operator Olga',
      after: { email: 'ada@right.test', notification: 'activation_link' },
    });
    const { token: second } = await world.mailed(id);
    expect(await faultOf(activate(second!, host))).toBe('none');
  });

  it('takes the waiting mail to the old one out of the queue, of a link as of a one-time password', async () => {
    for (const notification of ['activation_link', 'login_information'] as const) {
      const { id, userId, email } = await world.tenant(one, { notification });
      const letter = notification === 'activation_link' ? 'activation' : 'login-information';
      const wanted = (address: string, secrets: Record<string, string>) =>
        one.module.get(Letters, { strict: false }).isWanted({
          tenantId: id,
          letter,
          to: { address, language: 'en', timeZone: 'UTC' },
          params: {},
          secrets,
        } as unknown as WaitingMail);
      const old = (await world.mailed(id)) as Record<string, string>;
      expect(await wanted(email, old)).toBe(true);
      await correct(id, userId, 'ada@right.test');
      expect(await wanted(email, old)).toBe(false);
      expect(await wanted('ada@right.test', (await world.mailed(id)) as Record<string, string>)).toBe(true);
    }
  });

  it('ends a link for a new password that somebody at the old one asked for', async () => {
    const { id, userId } = await world.tenant(one, { notification: 'login_information' });
    const tokens = one.module.get(OneTimeTokens, { strict: false });
    const { token } = await inTransaction(one, () =>
      tokens.issue('password-reset', { id: userId, tenantId: id }, HOUR),
    );
    await correct(id, userId, 'ada@right.test');
    expect(await tokens.find('password-reset', token)).toBeNull();
  });

  it('makes a one-time password that went astray worth nothing, and ends what it opened', async () => {
    const { id, userId, host, password } = await world.tenant(one);
    const subject = { kind: 'user' as const, id: userId, tenantId: id };
    const { accessToken } = await inTransaction(one, () => one.sessions.open(subject, host, one.who()));
    await correct(id, userId, 'ada@right.test');
    expect(await one.opens(host, password!)).toBe(false);
    expect(await one.opens(host, (await world.mailed(id)).password!)).toBe(true);
    expect(await one.sessions.principalOf(accessToken, host)).toEqual({ kind: 'anonymous' });
  });

  it('is what the tenant is found by from then on', async () => {
    const { id, userId, email } = await link();
    const found = async (term: string) =>
      (
        await world.query('SELECT 1 FROM tenant_terms WHERE tenant_id = ? AND term = ?', [
          idToBytes(id),
          term,
        ])
      ).length;
    expect(await found(email)).toBe(1);
    await correct(id, userId, 'lovelace@right.test');
    expect([await found(email), await found('lovelace@right.test')]).toEqual([0, 1]);
  });

  it('stays as it is where it is no longer ours to change, is taken, or is the same', async () => {
    const { id, userId, host, token, email } = await link();
    const tenant = { id, host };
    const { email: taken } = await world.user(one, tenant);
    expect(await faultOf(correct(id, userId, taken))).toBe('conflict email_taken');
    expect(await faultOf(correct(id, userId, email))).toBe('conflict address_unchanged');
    expect(await faultOf(correct((await link()).id, userId, 'a@b.test'))).toContain('not_found');
    expect(await mails(id)).toHaveLength(2);
    await activate(token!, host);
    expect(await faultOf(correct(id, userId, 'a@b.test'))).toBe('conflict address_activated');
    await world.query("UPDATE users SET state = 'disabled' WHERE id = ?", [idToBytes(userId)]);
    expect(await faultOf(correct(id, userId, 'a@b.test'))).toBe('conflict user_disabled');
    const support = await world.operator(one, 'support');
    expect(await faultOf(correct(id, userId, 'a@b.test', support))).toBe('forbidden not_allowed');
    const off = await link();
    await inTransaction(one, () => one.tenants.disable(off.id, undefined, one.who()));
    expect(await faultOf(correct(off.id, off.userId, 'a@b.test'))).toBe('conflict tenant_disabled');
  });
});

describe('the list of people', () => {
  it('says why an invitation did not arrive, and that one is still tried', async () => {
    const { id } = await link();
    await world.query(
      "UPDATE outbox SET state = 'dead', last_error = '550 5.1.1 No such user here' WHERE tenant_id = ?",
      [idToBytes(id)],
    );
    expect(await listed(id)).toMatchObject([{ mail: 'failed', mailReason: '550 5.1.1 No such user here' }]);
    await world.query("UPDATE outbox SET state = 'queued', last_error = '451 Later' WHERE tenant_id = ?", [
      idToBytes(id),
    ]);
    expect(await listed(id)).toMatchObject([{ mail: 'queued', mailReason: '451 Later' }]);
  });
});
