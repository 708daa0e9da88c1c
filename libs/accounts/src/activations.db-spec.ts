import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY, idToBytes, newId, randomToken, sha256 } from '@tenantry/kernel';
import { clock, CONSOLE, faultOf, inTransaction, PASSWORD, SHARED } from '../test/process';
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

const link = () => world.tenant(one, { notification: 'activation_link' });
const activate = (token: string, host: string, password = PASSWORD, at = one) =>
  at.call({ host }).then((call) => call.auth.activate({ token, password }));
const view = (token: string, host: string) =>
  one.call({ host }).then((call) => call.auth.activation({ token }));
const opens = (host: string, password = PASSWORD) => one.opens(host, password);

describe('an activation link', () => {
  it('shows whose it is as often as one looks, and opens the account once', async () => {
    const { host, token, id } = await link();
    expect(await opens(host)).toBe(false);
    for (let i = 0; i < 3; i++)
      expect(await view(token!, host)).toEqual({ username: 'admin', companyName: 'Acme Ltd' });
    expect(await activate(token!, host)).toEqual({ username: 'admin' });
    expect(await opens(host)).toBe(true);
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
    expect(await opens(host, `the password of ${faults.indexOf('none')}`)).toBe(true);
    const rows = (await world.log()).filter(
      ({ tenantId, action }) => tenantId === id && action === 'user.activated',
    );
    expect(rows).toHaveLength(1);
  });

  it('is used up by one of many transactions at once', async () => {
    const { token } = await link();
    const used = await Promise.all(
      Array.from({ length: 20 }, (_, i) => {
        const at = i % 2 ? one : two;
        return inTransaction(at, () => at.tokens.use('activation', token!));
      }),
    );
    expect(used.filter(Boolean)).toHaveLength(1);
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
    await inTransaction(one, () => one.sessions.endAllOf(closed.id));
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
