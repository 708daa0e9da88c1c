import { describe, expect, it } from '@jest/globals';
import { Coalescer } from './coalescer';
import type { Waiting } from './coalescer';

type Batch = Waiting<string, string>[];

/** A coalescer whose flushes stand still until they are let go. */
function held({ lanes = 1, batch = 10, capacity = 100 } = {}) {
  const flushes: { items: string[]; finish(): void; fail(error: unknown): void }[] = [];
  let arrived = () => {};
  const coalescer = new Coalescer<string, string>(
    { lanes, batch, capacity },
    (entries: Batch) =>
      new Promise((resolve, reject) => {
        flushes.push({
          items: entries.map((entry) => entry.item),
          finish() {
            // Backwards, because an order of settling is nobody's promise.
            for (const entry of entries.toReversed()) entry.settle(`done ${entry.item}`);
            resolve();
          },
          fail: reject,
        });
        arrived();
      }),
  );
  return {
    coalescer,
    flushes,
    submit: (tenant: string, ...items: string[]) => coalescer.submit(items.map((item) => ({ tenant, item }))),
    async flush(number: number) {
      while (flushes.length < number) await new Promise<void>((resolve) => (arrived = resolve));
      return flushes[number - 1]!;
    },
  };
}

const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

describe('the coalescer', () => {
  it('flushes a lone caller at once, without a timer', async () => {
    const { submit, flush } = held();
    const results = submit('acme', 'a');
    const first = await flush(1);
    expect(first.items).toEqual(['a']);
    first.finish();
    expect(await results).toEqual(['done a']);
  });

  it('lets what arrives while one flush is in flight form the next one', async () => {
    const { submit, flush, flushes } = held();
    const calls = [submit('acme', 'a')];
    await flush(1);
    calls.push(submit('acme', 'b'), submit('other', 'c'), submit('acme', 'd'));
    expect(flushes).toHaveLength(1);
    flushes[0]!.finish();
    const second = await flush(2);
    expect(second.items.toSorted()).toEqual(['b', 'c', 'd']);
    second.finish();
    expect(await Promise.all(calls)).toEqual([['done a'], ['done b'], ['done c'], ['done d']]);
  });

  it('answers in the order given, also when a call is spread over several flushes', async () => {
    const { submit, flush } = held({ batch: 3 });
    const items = numbered('i', 7);
    const results = submit('acme', ...items);
    for (const number of [1, 2, 3]) (await flush(number)).finish();
    expect(await results).toEqual(items.map((item) => `done ${item}`));
  });

  it('answers a call without items at once', async () => {
    const { coalescer, flushes } = held();
    expect(await coalescer.submit([])).toEqual([]);
    expect(flushes).toHaveLength(0);
  });

  it('gives a tenant with little to say its share of the next flush beside one with much', async () => {
    const { submit, flush } = held({ batch: 10 });
    void submit('first', 'x');
    const running = await flush(1);
    void submit('loud', ...numbered('l', 50));
    void submit('quiet', ...numbered('q', 3));
    void submit('other', ...numbered('o', 20));
    running.finish();
    const { items } = await flush(2);
    expect(items).toHaveLength(10);
    const of = (prefix: string) => items.filter((item) => item.startsWith(prefix));
    expect(of('q')).toEqual(['q0', 'q1', 'q2']);
    expect(of('o').length).toBeGreaterThanOrEqual(3);
    expect(of('l').length).toBeGreaterThanOrEqual(3);
  });

  it('keeps the items of a tenant in the order of their arrival', async () => {
    const { submit, flush } = held({ batch: 4 });
    void submit('acme', ...numbered('a', 5));
    void submit('other', ...numbered('b', 5));
    const seen: string[] = [];
    for (const number of [1, 2, 3]) {
      const one = await flush(number);
      seen.push(...one.items);
      one.finish();
    }
    expect(seen.filter((item) => item.startsWith('a'))).toEqual(numbered('a', 5));
    expect(seen.filter((item) => item.startsWith('b'))).toEqual(numbered('b', 5));
  });

  it('keeps a tenant on one lane, and lets another lane work meanwhile', async () => {
    const { submit, flush, flushes } = held({ lanes: 2 });
    void submit('a', '1');
    await flush(1);
    void submit('a', '2');
    void submit('b', '3');
    await flush(2);
    expect(flushes.map((one) => one.items)).toEqual([['1'], ['3']]);
  });

  it('refuses a call that finds no room and takes nothing of it in', async () => {
    const { submit, flush, flushes } = held({ batch: 10, capacity: 10 });
    const calls = [submit('acme', 'a')];
    await flush(1);
    calls.push(submit('acme', ...numbered('b', 9)));
    await expect(submit('acme', 'c', 'd')).rejects.toMatchObject({
      kind: 'too_many',
      details: { code: 'queue_full', retryAfterSeconds: 1 },
    });
    calls.push(submit('acme', 'e'));
    flushes[0]!.finish();
    const second = await flush(2);
    expect(second.items).toEqual([...numbered('b', 9), 'e']);
    second.finish();
    await Promise.all(calls);
    expect(flushes).toHaveLength(2);
  });

  it('has room again once a flush has taken what waited', async () => {
    const { submit, flush } = held({ capacity: 2 });
    void submit('acme', 'a', 'b');
    const first = await flush(1);
    const next = submit('acme', 'c', 'd');
    first.finish();
    (await flush(2)).finish();
    expect(await next).toEqual(['done c', 'done d']);
  });

  it('fails only the callers of a flush that fails', async () => {
    const { submit, flush, flushes } = held();
    const failing = submit('acme', 'a');
    await flush(1);
    const waiting = submit('acme', 'b');
    flushes[0]!.fail(new Error('broken'));
    await expect(failing).rejects.toThrow('broken');
    (await flush(2)).finish();
    expect(await waiting).toEqual(['done b']);
  });

  it('is drained when nothing waits and nothing is in flight, not before', async () => {
    const { coalescer, submit, flush } = held();
    await coalescer.drained();
    const order: string[] = [];
    const calls = [submit('acme', 'a').then(() => order.push('a'))];
    const drained = coalescer.drained().then(() => order.push('drained'));
    const first = await flush(1);
    calls.push(submit('acme', 'b').then(() => order.push('b')));
    first.finish();
    (await flush(2)).finish();
    await Promise.all([...calls, drained]);
    expect(order).toEqual(['a', 'b', 'drained']);
  });
});
