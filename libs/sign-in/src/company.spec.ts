import { describe, expect, it } from '@jest/globals';
import { Company } from './company';

function company(work?: (items: string[]) => (string | Promise<string> | Error)[]) {
  const rounds: string[][] = [];
  const calming: (() => void)[] = [];
  const queue = {
    isBusy: false,
    calm: () => new Promise<void>((resolve) => void calming.push(resolve)),
  };
  const those = new Company<string, string>(
    async (items) => {
      rounds.push(items);
      return work?.(items) ?? items.map((item) => item.toUpperCase());
    },
    () => queue,
    (item) => (item === 'y' ? 'other' : 'one'),
  );
  return { those, rounds, queue, calming, calm: () => calming.splice(0).forEach((resolve) => resolve()) };
}

describe('those who come at once', () => {
  it('go together, each with an own answer; a lone caller waits for nobody', async () => {
    const { those, rounds } = company();
    expect(await those.join('a')).toBe('A');
    expect(await Promise.all(['b', 'c', 'd'].map((item) => those.join(item)))).toEqual(['B', 'C', 'D']);
    expect(rounds).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it('gather while they would only wait otherwise, until it is their turn', async () => {
    const { those, rounds, queue, calm } = company();
    queue.isBusy = true;
    const first = those.join('a');
    await new Promise(setImmediate);
    const second = those.join('b');
    await new Promise(setImmediate);
    expect(rounds).toEqual([]);
    calm();
    expect(await Promise.all([first, second])).toEqual(['A', 'B']);
    expect(rounds).toEqual([['a', 'b']]);
  });

  it('gather no longer once they are enough, nor for ever', async () => {
    const { those, rounds, queue } = company();
    queue.isBusy = true;
    const names = Array.from({ length: 17 }, (_, n) => `${n}`);
    const all = names.map((item) => those.join(item));
    await Promise.all(all.slice(0, 16));
    expect(rounds).toEqual([names.slice(0, 16)]);
    // The queue never calms down.
    expect(await all[16]).toBe('16');
  });

  it('ask the queue once for all of them when it has calmed down, however many groups they are', async () => {
    const { those, queue, calming, calm } = company();
    queue.isBusy = true;
    await Promise.all(Array.from({ length: 64 }, (_, n) => those.join(`${n}`)));
    const last = those.join('last');
    await new Promise(setImmediate);
    expect(calming).toHaveLength(1);
    calm();
    expect(await last).toBe('LAST');
  });

  it('at one host keep nobody waiting at another', async () => {
    const { those, rounds } = company();
    const flood = Array.from({ length: 200 }, (_, n) => those.join(`x${n}`));
    await those.join('y');
    expect(rounds[0]).toContain('y');
    await Promise.all(flood);
    expect(rounds.length).toBeGreaterThan(3);
  });

  it('fail each for themselves, and wait for nobody who takes longer', async () => {
    let late: (answer: string) => void = () => undefined;
    const { those } = company(() => [
      new Promise<string>((resolve) => (late = resolve)),
      new Error('only b'),
      'C',
    ]);
    const [a, b, c] = ['a', 'b', 'c'].map((item) => those.join(item));
    await expect(b).rejects.toThrow('only b');
    expect(await c).toBe('C');
    late('A');
    expect(await a).toBe('A');
  });
});
