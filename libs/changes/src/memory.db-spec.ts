import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { scratchSchema } from '@tenantry/database';
import type { Database, Scratch } from '@tenantry/database';
import { FixedClock, newId } from '@tenantry/kernel';
import { Changes } from './changes.service';
import type { Topic } from './changes.service';
import type { Memory } from './memory';

let scratch: Scratch;
let database: Database;
let changes: Changes;
let loads: string[];
let memory: Memory<string>;

beforeAll(async () => {
  scratch = await scratchSchema();
  database = scratch.database;
});
afterAll(() => scratch?.drop());
beforeEach(() => {
  changes = new Changes(database, new FixedClock(new Date('2026-11-20T10:00:00.000Z')));
  loads = [];
  memory = changes.memory({
    topics: ['permissions', 'tenants'],
    atMost: 3,
    async load(key) {
      loads.push(key);
      return `${key} ${loads.length}`;
    },
  });
});

const append = (topic: Topic, tenantId: string | null) =>
  database.transaction(() => changes.append(topic, tenantId));

describe('versioned memory', () => {
  it('loads once, for callers that come together too', async () => {
    expect(await Promise.all([memory.of('a'), memory.of('a')])).toEqual(['a 1', 'a 1']);
    expect(await memory.of('a')).toBe('a 1');
    expect(memory.peek('a')).toBe('a 1');
    expect(memory.peek('b')).toBeUndefined();
  });

  it('loads anew after a change that is about it, and only then', async () => {
    const tenantId = newId();
    await memory.of(tenantId);
    await append('licence', null);
    await append('permissions', newId());
    expect(await memory.of(tenantId)).toBe(`${tenantId} 1`);
    await append('tenants', tenantId);
    expect(await memory.of(tenantId)).toBe(`${tenantId} 2`);
    await append('permissions', null);
    expect(await memory.of(tenantId)).toBe(`${tenantId} 3`);
  });

  it('does not keep what was being loaded while the change came', async () => {
    const tenantId = newId();
    await changes.poll();
    let go = (_: string) => {};
    const slow = changes.memory({
      topics: ['permissions'],
      atMost: 3,
      load: () => new Promise<string>((resolve) => (go = resolve)),
    });
    const early = slow.of(tenantId);
    const answer = go;
    await append('permissions', tenantId);
    answer('from before');
    expect(await early).toBe('from before');
    expect(slow.peek(tenantId)).toBeUndefined();
  });

  it('keeps no more than it may, and what is asked for longest', async () => {
    for (const key of ['a', 'b', 'c', 'a', 'd', 'a', 'b']) await memory.of(key);
    expect(loads).toEqual(['a', 'b', 'c', 'd', 'b']);
    expect(memory.size).toBe(3);
  });

  it('keeps no failure', async () => {
    const failing = changes.memory({
      topics: ['permissions'],
      atMost: 3,
      load: async () => {
        throw new Error('once');
      },
    });
    await expect(failing.of('a')).rejects.toThrow();
    expect(failing.size).toBe(0);
  });

  it('is passed by in a transaction, whose writes may never be committed', async () => {
    await memory.of('a');
    await database.transaction(async () => expect(await memory.of('a')).toBe('a 2'));
    expect(await memory.of('a')).toBe('a 1');
  });

  it('takes out what another rule says a change is about', async () => {
    const tenantId = newId();
    const bySlug = changes.memory({
      topics: ['tenants'],
      atMost: 3,
      load: async (slug) => (slug === 'acme' ? tenantId : newId()),
      isAbout: (changed, _slug, id) => id === changed,
    });
    const other = await bySlug.of('other');
    await bySlug.of('acme');
    await append('tenants', tenantId);
    expect(bySlug.peek('acme')).toBeUndefined();
    expect(bySlug.peek('other')).toBe(other);
  });
});
