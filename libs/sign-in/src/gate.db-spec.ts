import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CONSOLE, everywhere, faultOf, PASSWORD, SHARED } from '@tenantry/accounts/test';
import { idToBytes } from '@tenantry/kernel';
import type { Process } from '../test/world';
import { World } from '../test/world';

let world: World;
let one: Process;
let tenant: Awaited<ReturnType<World['settled']>>;
let signedIn: Awaited<ReturnType<typeof signIn>>;

const signIn = (host = tenant.host) =>
  one.signIn({ login: 'admin', password: PASSWORD, company: tenant.slug }, one.who({ host }));

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
});
afterAll(() => world?.end());
beforeEach(async () => {
  tenant = await world.settled(one);
  signedIn = await signIn();
});

describe('the gate', () => {
  it('says whose host it is and who looks, in the one statement that checks the session', async () => {
    const { id, slug, host, email } = tenant;
    const profile = { id, slug, companyName: 'Acme Ltd', timeZone: 'Europe/London', language: 'en' };
    const who = {
      kind: 'user',
      name: 'Ada Byron',
      email,
      role: 'admin',
      language: 'en',
      timeZone: 'Europe/London',
      mustChangePassword: false,
      features: expect.arrayContaining(['log.operation', 'agent.manage']),
      tenant: profile,
    };
    // What people may do is in memory from here on.
    await (await one.call({ accessToken: signedIn.accessToken, host })).gate.current();
    everywhere();
    const before = one.statements;
    const view = await (await one.call({ accessToken: signedIn.accessToken, host })).gate.current();
    expect(one.statements - before).toBe(1);
    expect(view).toMatchObject({ surface: 'portal', tenant: { ...profile, state: 'enabled' }, who });
    const shared = await signIn(SHARED);
    expect(
      await (await one.call({ accessToken: shared.accessToken, host: SHARED })).gate.current(),
    ).toMatchObject({
      surface: 'portal',
      tenant: null,
      who,
    });
  });

  it('tells operators how the system licence stands, and nobody else', async () => {
    const email = 'olga@x.test';
    const who = one.who({ host: CONSOLE });
    await one.operators.create({ email, name: 'Olga', role: 'auditor', password: PASSWORD }, who);
    const { accessToken } = await one.signIn({ login: email, password: PASSWORD }, who);
    const seenBy = async (accessToken: string, host: string) =>
      (await (await one.call({ accessToken, host })).gate.current()).who!.licence;
    expect(await seenBy(accessToken, CONSOLE)).toEqual({
      source: 'evaluation',
      state: 'valid',
      trusted: true,
      graceEndsAt: null,
      graceDaysLeft: null,
    });
    expect(await seenBy(signedIn.accessToken, tenant.host)).toBeNull();
  });

  it('shows strangers the surface, a disabled tenant’s too, and nothing on a foreign host', async () => {
    const gate = async (host: string | null) => (await one.call({ host })).gate.current();
    expect(await gate(CONSOLE)).toEqual({ surface: 'console', who: null });
    expect(await gate(SHARED)).toEqual({ surface: 'portal', tenant: null, who: null });
    await world.query("UPDATE tenants SET state = 'disabled' WHERE id = ?", [idToBytes(tenant.id)]);
    expect(await gate(tenant.host)).toMatchObject({
      tenant: { id: tenant.id, state: 'disabled' },
      who: null,
    });
    expect(await faultOf(gate('nobody.localhost'))).toBe('not_found host_unknown');
    expect(await faultOf(gate(null))).toBe('invalid host_malformed');
  });
});
