import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idToBytes } from '@tenantry/kernel';
import { faultOf, inTransaction, PASSWORD } from '../test/process';
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
const opens = (host: string, password = PASSWORD) => one.opens(host, password);
const resend = (tenantId: string, userId: string) => one.users.resend(tenantId, userId, one.who());

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
    expect(await opens(host, password!)).toBe(true);
    const subject = { kind: 'user' as const, id: userId, tenantId: id };
    const { accessToken } = await inTransaction(one, () => one.sessions.open(subject, host, one.who()));
    expect(await one.sessions.principalOf(accessToken, host)).toMatchObject({ mustChangePassword: true });
    await resend(id, userId);
    const { password: second } = await world.mailed(id);
    expect(await opens(host, password!)).toBe(false);
    expect(await opens(host, second!)).toBe(true);
    expect(await one.sessions.principalOf(accessToken, host)).toEqual({ kind: 'anonymous' });
  });

  it('finds no user of another tenant, and none of a disabled one', async () => {
    const [a, b] = [await link(), await link()];
    expect(await faultOf(resend(a.id, b.userId))).toContain('not_found');
    await inTransaction(one, () => one.tenants.disable(a.id, undefined, one.who()));
    expect(await faultOf(resend(a.id, a.userId))).toBe('conflict tenant_disabled');
  });
});
