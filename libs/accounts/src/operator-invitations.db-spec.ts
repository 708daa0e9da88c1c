import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY } from '@tenantry/kernel';
import { Letters } from '@tenantry/mail';
import type { WaitingMail } from '@tenantry/mail';
import { clock, CONSOLE, faultOf, PASSWORD, SHARED } from '../test/process';
import type { Process } from '../test/process';
import { World } from '../test/world';

let world: World;
let one: Process;
let two: Process;
let admin: Awaited<ReturnType<World['operator']>>;
let invitations = 0;

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
  two = await world.process();
  one.registerLetters();
  admin = await world.operator(one);
});
afterAll(() => world?.end());

const console_ = async (as = admin, at = one) => (await at.call(as)).operators;
const invite = async (more: object = {}) => {
  const email = `invited-${++invitations}@t.test`;
  const { id } = await (await console_()).invite({ email, name: 'Ivo', role: 'support', ...more });
  const { token } = await world.mailed(null);
  return { id, email, token: token! };
};
const accept = (token: string, { host = CONSOLE, password = PASSWORD, at = one } = {}) =>
  at.call({ host }).then((call) => call.auth.acceptOperatorInvitation({ token, password }));
const view = (token: string, host = CONSOLE) =>
  one.call({ host }).then((call) => call.auth.operatorInvitation({ token }));
const rows = async (id: string) => (await (await console_()).list({})).items.filter((row) => row.id === id);

describe('an invited operator', () => {
  it('gets a link that opens the account once, with a password of their own', async () => {
    const { id, email, token } = await invite();
    expect(await one.opens(CONSOLE, PASSWORD, email)).toBe(false);
    expect((await rows(id))[0]).toMatchObject({
      state: 'invited',
      role: 'support',
      mail: 'queued',
      invitationExpiresAt: new Date(clock.now().getTime() + 3 * DAY).toISOString(),
    });
    for (let i = 0; i < 3; i++) expect(await view(token)).toEqual({ email, name: 'Ivo' });
    expect(await faultOf(accept(token, { password: 'short' }))).toBe('invalid password_short');
    expect(await accept(token)).toEqual({ email });
    expect(await one.opens(CONSOLE, PASSWORD, email)).toBe(true);
    expect(await faultOf(accept(token))).toBe('not_found link_dead');
    expect((await rows(id))[0]).toMatchObject({ state: 'active', mail: null, invitationExpiresAt: null });
    const log = await world.log();
    expect(log.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['operator.invited', 'operator.activated']),
    );
    expect(JSON.stringify(log)).not.toContain(token);
  });

  it('has one winner, however many use the link at once', async () => {
    const { email, token } = await invite();
    const faults = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        faultOf(accept(token, { password: `the horse of ${i}, say`, at: i % 2 ? one : two })),
      ),
    );
    expect(faults.toSorted()).toEqual(['none', ...Array(11).fill('not_found link_dead')].toSorted());
    expect(await one.opens(CONSOLE, `the horse of ${faults.indexOf('none')}, say`, email)).toBe(true);
  });

  it('comes in by the console’s host only, and by no other kind of link', async () => {
    const { token } = await invite();
    const tenant = await world.tenant(one, { notification: 'activation_link' });
    for (const host of [SHARED, tenant.host, 'nobody.localhost']) {
      expect(await faultOf(view(token, host))).toBe('not_found link_dead');
      expect(await faultOf(accept(token, { host }))).toBe('not_found link_dead');
    }
    const { auth } = await one.call({ host: tenant.host });
    expect(await faultOf(auth.activate({ token, password: PASSWORD }))).toBe('not_found link_dead');
    expect(await faultOf(accept(tenant.token!))).toBe('not_found link_dead');
    expect(await faultOf(accept(token))).toBe('none');
  });

  it('waits 72 hours; sending again kills the earlier link', async () => {
    const { id, email, token } = await invite();
    const support = await world.operator(one, 'support');
    await (await console_(support)).resend({ operatorId: id });
    const { token: second } = await world.mailed(null);
    expect(await faultOf(accept(token))).toBe('not_found link_dead');
    const isWanted = (token: string) =>
      one.module.get(Letters, { strict: false }).isWanted({
        tenantId: null,
        letter: 'operator-invitation',
        to: { address: email, language: 'en', timeZone: 'UTC' },
        params: {},
        secrets: { token },
      } as unknown as WaitingMail);
    expect(await Promise.all([isWanted(token), isWanted(second!)])).toEqual([false, true]);
    clock.advance(3 * DAY);
    expect(await faultOf(accept(second!))).toBe('not_found link_dead');
    admin = { ...admin, accessToken: await one.signedIn('operator', admin.id, null, CONSOLE) };
    await (await console_()).resend({ operatorId: id });
    expect(await faultOf(accept((await world.mailed(null)).token!))).toBe('none');
    expect(await faultOf((await console_()).resend({ operatorId: id }))).toBe('conflict already_active');
  });

  it('finds the link dead once disabled or removed, also when enabled again', async () => {
    const disabled = await invite();
    await (await console_()).disable({ operatorId: disabled.id });
    expect(await faultOf(accept(disabled.token))).toBe('not_found link_dead');
    expect(await faultOf((await console_()).resend({ operatorId: disabled.id }))).toBe(
      'conflict operator_disabled',
    );
    await (await console_()).enable({ operatorId: disabled.id });
    expect((await rows(disabled.id))[0]).toMatchObject({ state: 'invited', invitationExpiresAt: null });
    expect(await faultOf(accept(disabled.token))).toBe('not_found link_dead');
    await (await console_()).resend({ operatorId: disabled.id });
    expect(await faultOf(accept((await world.mailed(null)).token!))).toBe('none');
    const removed = await invite();
    await (await console_()).remove({ operatorId: removed.id });
    expect(await faultOf(accept(removed.token))).toBe('not_found link_dead');
    expect(await faultOf(invite({ email: removed.email }))).toBe('none');
  });

  it('is refused with the field at fault, and invited once per address', async () => {
    const fault = (more: object) =>
      invite(more).then(
        () => 'none',
        (error) => {
          const { field, code } = error.cause.details ?? { field: error.cause.issues[0].path.join() };
          return `${field} ${code}`;
        },
      );
    expect(await fault({ email: admin.email.toUpperCase() })).toBe('email email_taken');
    const email = 'at.once@t.test';
    const faults = await Promise.all([1, 2, 3].map(() => fault({ email })));
    expect(faults.toSorted()).toEqual(['email email_taken', 'email email_taken', 'none']);
    expect(await fault({ email: 'a@b.test\r\nBcc: c@d.test' })).toMatch(/^email/);
    expect(await fault({ name: 'a\u0000b' })).toBe('name name_malformed');
    expect(await fault({ role: 'owner' })).toMatch(/^role/);
    expect(await fault({ language: 'xx' })).toBe('language unknown_language');
    expect(await fault({ timeZone: 'Mars/Olympus' })).toBe('timeZone unknown_zone');
    expect(await fault({ state: 'active' })).toMatch(/unrecognized|undefined/);
  });
});
