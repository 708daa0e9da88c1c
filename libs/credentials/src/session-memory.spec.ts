import { describe, expect, it } from '@jest/globals';
import type { LivingRow } from './living-row';
import { SessionMemory } from './session-memory';

function memory() {
  const clock = { now: 10_000 };
  const asked: { id: string; answer: (row?: LivingRow) => void; fail: (error: Error) => void }[] = [];
  const known = new SessionMemory(
    (id) => new Promise((answer, fail) => void asked.push({ id, answer, fail })),
    () => clock.now,
  );
  /** What is found, answered at once when it is asked for. */
  const find = async (row?: LivingRow) => {
    const [before, found] = [asked.length, known.find('a')];
    asked[before]?.answer(row);
    return { row: await found, asked: asked.length - before };
  };
  return { clock, asked, known, find };
}
const row = (host: string) => ({ host }) as LivingRow;

describe('what is remembered of a session', () => {
  it('is good for half a second from when it was asked for', async () => {
    const { clock, asked, known, find } = memory();
    const slow = known.find('a');
    clock.now += 400;
    asked[0]!.answer(row('first'));
    await slow;
    clock.now += 99;
    expect(await find()).toEqual({ row: row('first'), asked: 0 });
    clock.now += 1;
    expect(await find(row('second'))).toEqual({ row: row('second'), asked: 1 });
  });

  it('is not trusted when the clock was set back', async () => {
    const { clock, find } = memory();
    await find(row('first'));
    clock.now -= 60_000;
    expect(await find(row('second'))).toEqual({ row: row('second'), asked: 1 });
  });

  it('is forgotten by a change, also when the answer comes after it', async () => {
    const { asked, known, find } = memory();
    await find(row('first'));
    known.forget();
    const under = known.find('a');
    known.forget();
    asked[1]!.answer(row('before the change'));
    expect(await under).toEqual(row('before the change'));
    expect(await find()).toEqual({ row: undefined, asked: 1 });
  });

  it('is never that there is none, nor an error', async () => {
    const { asked, known, find } = memory();
    await find();
    expect(await find()).toEqual({ row: undefined, asked: 1 });
    const failing = known.find('a');
    asked[2]!.fail(new Error('connection lost'));
    await expect(failing).rejects.toThrow('connection lost');
    expect(await find(row('found'))).toEqual({ row: row('found'), asked: 1 });
  });
});
