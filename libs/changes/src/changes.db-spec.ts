import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Database, JobLeases, openDataSource, scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { DAY, FixedClock, newId } from '@tenantry/kernel';
import fc from 'fast-check';
import { ChangesJob } from './changes.job';
import { Changes } from './changes.service';
import type { Change } from './changes.service';

let scratch: Scratch;
let database: Database;
let clock: FixedClock;
let one: Changes;

beforeAll(async () => {
  scratch = await scratchSchema();
  database = scratch.database;
});
afterAll(() => scratch?.drop());
beforeEach(async () => {
  clock = new FixedClock(new Date('2026-11-20T10:00:00.000Z'));
  one = new Changes(database, clock);
  await one.poll();
});

const append = (changes = one, tenantId: string | null = newId()) =>
  database.transaction(() => changes.append('permissions', tenantId));
/** A process of its own, which hears of others only by asking. */
const another = async (of = database) => {
  const changes = new Changes(of, clock);
  const heard: Change[] = [];
  changes.watch((more) => heard.push(...more));
  await changes.poll();
  return { changes, heard };
};
const unreachable = async () => {
  const source = await openDataSource({ url: scratch.url, poolSize: 2 });
  return { database: new Database(source), close: () => source.destroy() };
};

describe('the feed', () => {
  it('gives versions without gaps in commit order, whoever writes and whatever is undone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }), async (outcomes) => {
        const { version: before } = await one.since(one.version, 1_000);
        const committed: number[] = [];
        await Promise.all(
          outcomes.map((commits) =>
            database
              .transaction(async () => {
                const version = await one.append('tenants', null);
                if (!commits) throw new Error('undone');
                database.afterCommit(() => committed.push(version));
              })
              .catch(() => undefined),
          ),
        );
        const { changes, version } = await one.since(before, 1_000);
        const expected = outcomes.filter(Boolean).map((_, index) => before + index + 1);
        expect(changes.map((change) => change.version)).toEqual(expected);
        expect(committed.toSorted((a, b) => a - b)).toEqual(expected);
        expect(version).toBe(before + expected.length);
        await one.poll();
      }),
      { numRuns: 20 },
    );
  });

  it('tells its own process at once after the commit, and never before', async () => {
    const heard: Change[] = [];
    one.watch((changes) => heard.push(...changes));
    const tenantId = newId();
    await database.transaction(async () => {
      await one.append('permissions', tenantId);
      expect(heard).toEqual([]);
    });
    expect(heard).toEqual([expect.objectContaining({ topic: 'permissions', tenantId })]);
  });

  it('tells other processes at their poll, in order and once', async () => {
    const two = await another();
    const [first, second] = [await append(), await append(one, null)];
    expect(two.heard).toEqual([]);
    await two.changes.poll();
    await two.changes.poll();
    expect(two.heard.map(({ version }) => version)).toEqual([first, second]);
    expect(two.changes.version).toBe(second);
  });

  it('gives pages to whoever asks', async () => {
    const { version } = await one.since(0);
    const versions = [await append(), await append(), await append()];
    const page = await one.since(version, 2);
    expect(page.changes.map((change) => change.version)).toEqual(versions.slice(0, 2));
    expect(page.version).toBe(versions[1]);
    expect(await one.since(page.version, 2)).toMatchObject({
      version: versions[2],
      changes: [{ version: versions[2] }],
    });
  });

  it('asks one thing when nothing is new', async () => {
    const { database: own, close } = await unreachable();
    const { changes } = await another(own);
    let statements = 0;
    const createQueryRunner = own.source.createQueryRunner.bind(own.source);
    own.source.createQueryRunner = (mode) => {
      statements++;
      return createQueryRunner(mode);
    };
    await changes.poll();
    expect(statements).toBe(1);
    await close();
  });

  it('tells of everything when the database is another one, as after a restored backup', async () => {
    const two = await another();
    await append();
    await two.changes.poll();
    two.heard.length = 0;
    await database.query('DELETE FROM changes WHERE version = ?', [two.changes.version]);
    await database.query('UPDATE change_clock SET version = version - 1');
    await two.changes.poll();
    expect(two.heard.every(({ tenantId }) => tenantId === null)).toBe(true);
    expect(new Set(two.heard.map(({ topic }) => topic)).size).toBe(4);
    expect(await one.since(two.changes.version + 7)).toEqual({
      version: two.changes.version,
      changes: [],
      reset: true,
    });
  });

  it('forgets what is 30 days old and sends whoever missed it back to the start', async () => {
    const old = await append();
    await database.query('UPDATE changes SET created_at = ? WHERE version <= ?', [
      new Date(clock.now().getTime() - 31 * DAY),
      old,
    ]);
    await database.query('UPDATE changes SET created_at = ? WHERE version > ?', [clock.now(), old]);
    const young = await append();
    await database.query('UPDATE changes SET created_at = ? WHERE version = ?', [clock.now(), young]);
    const job = new ChangesJob(one, new JobLeases(database), clock);
    expect(await job.sweep()).toBe(true);
    expect(await one.since(old - 1)).toMatchObject({ reset: true, changes: [] });
    expect(await one.since(old)).toMatchObject({ reset: false, changes: [{ version: young }] });
  });
});

describe('what a process knows', () => {
  it('grows old, is asked for again after a second, and not before', async () => {
    const two = await another();
    await append();
    clock.advance(999);
    await two.changes.freshen();
    expect(two.heard).toEqual([]);
    expect(two.changes.age).toBe(999);
    clock.advance(1);
    await two.changes.freshen();
    expect(two.heard).toHaveLength(1);
    expect(two.changes.age).toBe(0);
    clock.advance(-10);
    expect(two.changes.age).toBe(Infinity);
  });

  it('is believed for 5 seconds without a database, then refused as unavailable', async () => {
    const { database: own, close } = await unreachable();
    const { changes } = await another(own);
    const memory = changes.memory({ topics: ['permissions'], atMost: 5, load: async (key) => `of ${key}` });
    expect(await memory.of('a')).toBe('of a');
    await close();
    clock.advance(4_999);
    expect(await memory.of('a')).toBe('of a');
    clock.advance(1);
    await expect(memory.of('a')).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('is not known at all before the database ever answered', async () => {
    const { database: own, close } = await unreachable();
    await close();
    const changes = new Changes(own, clock);
    const memory = changes.memory({ topics: ['licence'], atMost: 5, load: async () => 1 });
    await expect(memory.of('a')).rejects.toMatchObject({ kind: 'unavailable' });
    expect(changes.age).toBe(Infinity);
  });

  it('is kept up to date by the job, from the start of the process to its end', async () => {
    const changes = new Changes(database, clock);
    const job = new ChangesJob(changes, new JobLeases(database), clock);
    const heard = new Promise<Change>((resolve) => changes.watch(([change]) => resolve(change!)));
    await changes.poll();
    job.onApplicationBootstrap();
    const version = await append();
    // Its timer does not keep a process alive, so something else must.
    const alive = setInterval(() => undefined, 50);
    expect(await heard).toMatchObject({ version });
    clearInterval(alive);
    await job.beforeApplicationShutdown();
  });
});
