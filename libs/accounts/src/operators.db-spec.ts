import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CONSOLE, faultOf, PASSWORD } from '../test/process';
import type { Process } from '../test/process';
import { World } from '../test/world';

let world: World;
let one: Process;

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
});
afterAll(() => world?.end());

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
    expect(await one.opens(CONSOLE, made.generatedPassword!, 'o@t.test')).toBe(true);
    expect(JSON.stringify(await world.log())).not.toContain(made.generatedPassword);
  });
});
