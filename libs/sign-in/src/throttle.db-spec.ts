import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clock, faultOf, PASSWORD } from '@tenantry/accounts/test';
import { DAY, idToBytes, MINUTE, newIdBytes } from '@tenantry/kernel';
import type { DomainError } from '@tenantry/kernel';
import type { Process } from '../test/world';
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

let address = 0;
/** From a new address, so that specs do not share a throttle. */
const elsewhere = () => `203.0.113.${++address}`;
const signIn = (
  host: string,
  login: string,
  password: string,
  { company = undefined as string | undefined, ip = elsewhere(), at = one } = {},
) => at.signIn({ login, password, company }, at.who({ host, ip }));

describe('too many attempts', () => {
  it('on one account are refused by all processes, known account or not, and slide out', async () => {
    const { host } = await world.settled(one);
    for (const login of ['admin', 'nobody']) {
      for (let i = 0; i < 10; i++)
        expect(await faultOf(signIn(host, login, 'wrong wrong', { at: i % 2 ? one : two }))).toBe(
          'unauthenticated bad_credentials',
        );
      for (const at of [one, two]) {
        const fault = await signIn(host, login, PASSWORD, { at }).catch((error: DomainError) => error);
        expect(fault).toMatchObject({
          kind: 'too_many',
          details: { code: 'sign_in_throttled', retryAfterSeconds: 900 },
        });
      }
    }
    clock.advance(14 * MINUTE);
    expect(await faultOf(signIn(host, 'admin', PASSWORD))).toBe('too_many sign_in_throttled');
    clock.advance(1 * MINUTE);
    expect(await faultOf(signIn(host, 'admin', PASSWORD))).toBe('none');
  });

  it('at once get no more guesses than one after another', async () => {
    const { host } = await world.settled(one);
    const before = one.passwords.verifications + two.passwords.verifications;
    const faults = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        faultOf(signIn(host, 'admin', 'wrong wrong', { at: i % 2 ? one : two })),
      ),
    );
    const tried = faults.filter((fault) => fault === 'unauthenticated bad_credentials').length;
    expect(one.passwords.verifications + two.passwords.verifications - before).toBe(tried);
    expect(tried).toBeGreaterThan(0);
    // A row that another process is just writing may be missed: never more than those in flight.
    expect(tried).toBeLessThanOrEqual(10 + 2);
  });

  it('by strangers do not lock out an address that signed in lately, which has its own count', async () => {
    const { host } = await world.settled(one);
    const home = elsewhere();
    await signIn(host, 'admin', PASSWORD, { ip: home });
    for (let i = 0; i < 11; i++) await faultOf(signIn(host, 'admin', 'wrong wrong'));
    expect(await faultOf(signIn(host, 'admin', PASSWORD))).toBe('too_many sign_in_throttled');
    expect(await faultOf(signIn(host, 'admin', PASSWORD, { ip: home }))).toBe('none');
    for (let i = 0; i < 10; i++)
      expect(await faultOf(signIn(host, 'admin', 'wrong wrong', { ip: home }))).toContain('bad_credentials');
    expect(await faultOf(signIn(host, 'admin', PASSWORD, { ip: home }))).toBe('too_many sign_in_throttled');
  });

  it('by strangers do not lock out a device that signed in lately, wherever it is now; it has its own count', async () => {
    const { host } = await world.settled(one);
    const other = await world.settled(one);
    const { device } = await signIn(host, 'admin', PASSWORD);
    const { device: foreign } = await signIn(other.host, 'admin', PASSWORD);
    const from = (mark?: string, password = PASSWORD, login = 'admin') =>
      faultOf(two.signIn({ login, password, device: mark }, two.who({ host, ip: elsewhere() })));
    for (let i = 0; i < 10; i++) await faultOf(signIn(host, 'admin', 'wrong wrong'));
    const throttled = 'too_many sign_in_throttled';
    const forged = device.replace(/[^.]+$/, (seal) => [...seal].reverse().join(''));
    for (const mark of [undefined, '', 'x.y.z', foreign, forged, `${device}x.`, device.replace('.', '.1')])
      expect(await from(mark)).toBe(throttled);
    const again = await two.signIn(
      { login: ' ADMIN', password: PASSWORD, device },
      two.who({ host, ip: elsewhere() }),
    );
    expect(again.device.split('.')[0]).toBe(device.split('.')[0]);
    for (let i = 0; i < 10; i++)
      expect(await from(again.device, 'wrong wrong')).toBe('unauthenticated bad_credentials');
    expect(await from(again.device)).toBe(throttled);
    clock.advance(15 * MINUTE);
    for (let i = 0; i < 10; i++) await faultOf(signIn(host, 'admin', 'wrong wrong'));
    expect(await from(again.device)).toBe('none');
    clock.advance(30 * DAY - 15 * MINUTE);
    for (let i = 0; i < 10; i++) await faultOf(signIn(host, 'admin', 'wrong wrong'));
    expect(await from(again.device)).toBe(throttled);
  });

  it('by strangers lock out a device whose password is another since, as they do any other', async () => {
    const { host, id } = await world.settled(one);
    const { device } = await signIn(host, 'admin', PASSWORD);
    const next = 'wholly another password';
    await world.query('UPDATE users SET password_hash = ? WHERE tenant_id = ?', [
      await one.passwords.hash(next),
      idToBytes(id),
    ]);
    for (let i = 0; i < 10; i++) await faultOf(signIn(host, 'admin', 'wrong wrong'));
    const from = (mark: string) =>
      two.signIn({ login: 'admin', password: next, device: mark }, two.who({ host, ip: elsewhere() }));
    expect(await faultOf(from(device))).toBe('too_many sign_in_throttled');
    clock.advance(15 * MINUTE);
    const { device: fresh } = await from(device);
    for (let i = 0; i < 10; i++) await faultOf(signIn(host, 'admin', 'wrong wrong'));
    expect(await faultOf(from(device))).toBe('too_many sign_in_throttled');
    expect(await faultOf(from(fresh))).toBe('none');
  });

  it('by many devices of one account are refused, for who once knew the password can have made them', async () => {
    const { host } = await world.settled(one);
    const marks: string[] = [];
    for (let i = 0; i < 7; i++) marks.push((await signIn(host, 'admin', PASSWORD)).device);
    const from = (device: string, password: string) =>
      faultOf(one.signIn({ login: 'admin', password, device }, one.who({ host, ip: elsewhere() })));
    let guesses = 0;
    for (const mark of marks)
      for (let i = 0; i < 9; i++)
        if ((await from(mark, 'wrong wrong')) === 'unauthenticated bad_credentials') guesses++;
    expect(guesses).toBe(50);
    expect(await from(marks[6]!, PASSWORD)).toBe('too_many sign_in_throttled');
  });

  it('from one address over many accounts are refused, and its IPv6 neighbours count as one', async () => {
    const { host } = await world.settled(one);
    const now = clock.now();
    for (let i = 0; i < 100; i++)
      await world.query('INSERT INTO sign_in_attempts VALUES (?, ?, ?, ?, ?)', [
        newIdBytes(),
        Buffer.alloc(32, i),
        '2001:db8:0:7::/64',
        'failed',
        now,
      ]);
    expect(await faultOf(signIn(host, 'admin', PASSWORD, { ip: '2001:db8:0:7:1:2:3:4' }))).toBe(
      'too_many sign_in_throttled',
    );
    expect(await faultOf(signIn(host, 'admin', PASSWORD, { ip: '2001:db8:0:8:1:2:3:4' }))).toBe('none');
  });
});
