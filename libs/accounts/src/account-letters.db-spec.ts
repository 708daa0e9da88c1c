import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idToBytes } from '@tenantry/kernel';
import type { WaitingMail } from '@tenantry/mail';
import { Letters } from '@tenantry/mail';
import { PASSWORD } from '../test/process';
import type { Process } from '../test/process';
import { World } from '../test/world';

let world: World;
let one: Process;

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
  one.registerLetters();
});
afterAll(() => world?.end());

const link = () => world.tenant(one, { notification: 'activation_link' });
const activate = (token: string, host: string, password = PASSWORD, at = one) =>
  at.call({ host }).then((call) => call.auth.activate({ token, password }));

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
