import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { faultOf, PASSWORD, SHARED } from '@tenantry/accounts/test';
import { idToBytes } from '@tenantry/kernel';
import type { Process } from '../test/world';
import { World } from '../test/world';

let world: World;
let one: Process;

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
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

describe('companies of one name', () => {
  it('are told apart by who can sign in, without a word about the others', async () => {
    const companyName = 'Twin One';
    const ada = await world.settled(one, { companyName, username: 'ada' });
    const bea = await world.settled(one, { companyName, username: 'bea' });
    const { accessToken } = await signIn(SHARED, 'ada', PASSWORD, { company: companyName });
    expect(await one.signIns.principalOf(accessToken, SHARED)).toMatchObject({ tenantId: ada.id });
    const second = await signIn(SHARED, 'bea', PASSWORD, { company: companyName });
    expect(await one.signIns.principalOf(second.accessToken, SHARED)).toMatchObject({ tenantId: bea.id });
  });

  it('give way to the one where the login can sign in', async () => {
    const companyName = 'Twin Three';
    const oldest = await world.settled(one, { companyName });
    const { id } = await world.settled(one, { companyName });
    await world.query("UPDATE tenants SET state = 'disabled' WHERE id = ?", [idToBytes(oldest.id)]);
    const { accessToken } = await signIn(SHARED, 'admin', PASSWORD, { company: companyName });
    expect(await one.signIns.principalOf(accessToken, SHARED)).toMatchObject({ tenantId: id });
  });

  it('are asked about only when the password was right, at the cost of one verification', async () => {
    const companyName = 'Twin Two';
    const tenant = await world.settled(one, { companyName });
    await world.settled(one, { companyName });
    const before = one.passwords.verifications;
    expect(await faultOf(signIn(SHARED, 'admin', 'not the password', { company: companyName }))).toBe(
      'unauthenticated bad_credentials',
    );
    expect(await faultOf(signIn(SHARED, 'admin', PASSWORD, { company: companyName }))).toBe(
      'conflict company_ambiguous',
    );
    expect(one.passwords.verifications - before).toBe(2);
    expect(await faultOf(signIn(SHARED, 'admin', PASSWORD, { company: tenant.slug }))).toBe('none');
  });
});
