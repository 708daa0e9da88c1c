import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { migrate, scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { DAY } from '@tenantry/kernel';
import fc from 'fast-check';
import { issuer } from '../test';
import type { Issuer } from '../test';
import { clock, codeOf, Process } from '../test/world';
import { pools } from './terms';
import type { Pool } from './terms';

let scratch: Scratch;
let vendor: Issuer;
let processes: Process[];
let one: Process;
let version = 0;

beforeAll(async () => {
  scratch = await scratchSchema();
  vendor = await issuer();
  processes = await Promise.all([1, 2, 3].map(() => Process.start(scratch.url, vendor.keys)));
  [one] = processes as [Process, ...Process[]];
});
afterAll(async () => {
  await Promise.all((processes ?? []).map((each) => each.end()));
  await scratch?.drop();
});
beforeEach(async () => {
  clock.instant = new Date('2026-11-20T10:00:00.000Z');
  await scratch.source.query('UPDATE licence_pools SET allocated = 0, licence_id = NULL');
});

const change = (process: Process, ...deltas: [Pool, number][]) =>
  process.database.transaction(() => process.pools.change(deltas.map(([pool, delta]) => ({ pool, delta }))));
const allocated = async (pool: Pool) =>
  Number(
    (await scratch.source.query('SELECT allocated FROM licence_pools WHERE pool = ?', [pool]))[0].allocated,
  );
const licence = (sizes: Partial<Record<Pool, number | null>>, more = {}) =>
  vendor.issue(
    {
      version: ++version,
      pools: { agents: 0, ai_agents: 0, ai_tenants: 0, tenants: 0, workflow_triggers: 0, ...sizes },
      ...more,
    },
    clock.now(),
  );

describe('a pool', () => {
  it('is filled to its last unit and no further, with all that a refusal tells', async () => {
    await change(one, ['tenants', 98]);
    await change(one, ['tenants', 2]);
    await expect(change(one, ['tenants', 1])).rejects.toMatchObject({
      kind: 'limit',
      details: {
        code: 'pool_used_up',
        pool: 'tenants',
        limit: 100,
        used: 100,
        requested: 1,
        free: 0,
        scope: 'system',
        raisedBy: 'operator',
        resetsAt: null,
      },
    });
    await change(one, ['tenants', -1]);
    await change(one, ['tenants', 1]);
    expect(await allocated('tenants')).toBe(100);
  });

  it('refuses the whole of a change whose part does not fit', async () => {
    expect(await codeOf(change(one, ['ai_agents', 20], ['ai_tenants', 6]))).toBe('pool_used_up');
    expect(await allocated('ai_agents')).toBe(0);
    await change(one, ['agents', 7], ['ai_agents', 20], ['agents', -2], ['ai_tenants', 0]);
    expect([await allocated('agents'), await allocated('ai_agents')]).toEqual([5, 20]);
  });

  it('takes any number when it is unlimited', async () => {
    await one.install(await licence({ agents: null }));
    await change(one, ['agents', 1_000_000_000_000]);
    expect((await one.pools.standing())[0]).toEqual({
      pool: 'agents',
      size: null,
      allocated: 1_000_000_000_000,
      free: null,
      excess: 0,
    });
  });

  it('never gets back more than was taken: that is a mistake in the program', async () => {
    await change(one, ['agents', 3]);
    await expect(change(one, ['agents', -4])).rejects.toThrow('4 were given back and 3 are allocated');
    expect(await allocated('agents')).toBe(3);
  });

  it('beyond a smaller licence shows the excess, cuts nothing, shrinks and does not grow', async () => {
    await change(one, ['tenants', 60]);
    await one.install(await licence({ tenants: 50 }));
    const standing = (await one.pools.standing()).find(({ pool }) => pool === 'tenants');
    expect(standing).toEqual({ pool: 'tenants', size: 50, allocated: 60, free: 0, excess: 10 });
    expect(await codeOf(change(one, ['tenants', 1]))).toBe('pool_used_up');
    await change(one, ['tenants', -5]);
    expect(await codeOf(change(one, ['tenants', 1]))).toBe('pool_used_up');
    await change(one, ['tenants', -6]);
    await change(one, ['tenants', 1]);
    expect(await allocated('tenants')).toBe(50);
  });

  it('grows in grace, and after it only shrinks', async () => {
    const validTo = new Date(clock.now().getTime() + DAY);
    await one.install(await licence({ agents: 10 }, { validTo, graceDays: 3 }));
    await change(one, ['agents', 1]);
    clock.advance(2 * DAY);
    await change(one, ['agents', 1]);
    clock.advance(2 * DAY);
    await expect(change(one, ['agents', 1])).rejects.toMatchObject({
      details: { code: 'licence_expired', pool: 'agents', limit: 10, used: 2, requested: 1 },
    });
    await change(one, ['agents', -1]);
    // Its own smaller, the other's larger: nobody gets more of anything.
    expect(await codeOf(change(one, ['agents', -1], ['tenants', 1]))).toBe('licence_expired');
    expect(await allocated('agents')).toBe(1);
  });

  it('is counted anew on demand, and put right when asked', async () => {
    await change(one, ['agents', 12], ['tenants', 2]);
    const truth = { agents: 10, ai_agents: 0, ai_tenants: 1, tenants: 2, workflow_triggers: 0 };
    const drift = [
      { pool: 'agents', recorded: 12, counted: 10 },
      { pool: 'ai_tenants', recorded: 0, counted: 1 },
    ];
    expect(await one.pools.reconcile(async () => truth, false)).toEqual(drift);
    expect(await one.pools.reconcile(async () => truth, true)).toEqual(drift);
    expect(await one.pools.reconcile(async () => truth, true)).toEqual([]);
  });

  it('begins with what tenants had before there were pools', async () => {
    const old = await scratchSchema();
    await old.source.query("DELETE FROM migrations WHERE name = '0007-licence'");
    await old.source.query('DELETE FROM licence_pools');
    for (const id of [1, 2, 3])
      await old.source.query(
        `INSERT INTO tenants (id, slug, company_name, company_name_key, size, country, time_zone, language, notification)
         VALUES (?, ?, 'A', 'a', '1-10', 'GB', 'Europe/London', 'en', 'activation_link')`,
        [Buffer.alloc(16, id), `slug-${id}`],
      );
    await migrate(old.url);
    const rows = await old.source.query('SELECT pool, allocated FROM licence_pools ORDER BY pool');
    expect(rows.map((row: { pool: Pool; allocated: string }) => [row.pool, Number(row.allocated)])).toEqual([
      ['agents', 15],
      ['ai_agents', 0],
      ['ai_tenants', 0],
      ['tenants', 3],
      ['workflow_triggers', 0],
    ]);
    await old.drop();
  });
});

describe('several operators at once', () => {
  it('get together what is free and not one more', async () => {
    const attempts = Array.from({ length: 60 }, (_, index) =>
      change(processes[index % 3]!, ['ai_tenants', 1]),
    );
    const codes = await Promise.all(attempts.map(codeOf));
    expect(codes.filter((code) => code === 'done')).toHaveLength(5);
    expect(codes.filter((code) => code === 'pool_used_up')).toHaveLength(55);
    expect(await allocated('ai_tenants')).toBe(5);
  });

  /** Sizes move under them: whoever holds a row sees the licence that is in force, not one it remembers. */
  it('never hold more than the licence in force, whatever they do and whoever installs a smaller one', async () => {
    const delta = fc.tuple(fc.constantFrom<Pool>('agents', 'tenants'), fc.integer({ min: -6, max: 6 }));
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ deltas: fc.array(delta, { minLength: 1, maxLength: 3 }) }) },
      { weight: 1, arbitrary: fc.record({ agents: fc.nat(12), tenants: fc.nat(12) }) },
    );
    const operators = fc.array(fc.array(step, { maxLength: 6 }), { minLength: 2, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(operators, async (plans) => {
        await scratch.source.query('UPDATE licence_pools SET allocated = 0, licence_id = NULL');
        await one.install(await licence({ agents: 10, tenants: 10 }));
        const granted: Record<string, number> = { agents: 0, tenants: 0 };
        const watch = watcher();
        await Promise.all(
          plans.map(async (steps, index) => {
            const process = processes[index]!;
            for (const each of steps) {
              if (!('deltas' in each)) {
                // Of two at once one is told to look again, or that a newer one was installed.
                await process.install(await licence(each)).catch(() => undefined);
                continue;
              }
              const code = await change(process, ...each.deltas).then(
                () => 'done',
                (error) => (error.kind === 'limit' ? 'refused' : String(error)),
              );
              if (code === 'done') for (const [pool, count] of each.deltas) granted[pool]! += count;
              else expect(code).toMatch(/refused|given back/);
            }
          }),
        );
        expect(await watch.end()).toEqual([]);
        for (const pool of ['agents', 'tenants'] as const) expect(await allocated(pool)).toBe(granted[pool]);
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});

/**
 * Looks all the time, from a connection of its own: under one licence what is allocated beyond it only falls, and
 * what fits into it never outgrows it.
 */
function watcher() {
  const breaches: string[] = [];
  const excess = new Map<string, number>();
  let looking = true;
  const look = async () => {
    while (looking) {
      const rows: { pool: Pool; allocated: string; licence_id: Buffer | null; document: string | null }[] =
        await scratch.source.query(
          'SELECT p.pool, p.allocated, p.licence_id, l.document FROM licence_pools p LEFT JOIN licences l ON l.id = p.licence_id',
        );
      for (const { pool, allocated, licence_id: id, document } of rows) {
        if (!document || !id) continue;
        const payload = JSON.parse(Buffer.from(document.split('.')[1]!, 'base64url').toString('utf8'));
        const beyond = Math.max(0, Number(allocated) - payload.pools[pool]);
        const key = `${pool} ${id.toString('hex')}`;
        const before = excess.get(key);
        if (before !== undefined && beyond > before) breaches.push(`${key}: ${before} to ${beyond} beyond`);
        excess.set(key, beyond);
        if (Number(allocated) < 0) breaches.push(`${pool} is below zero`);
      }
      if (new Set(rows.map((row) => row.licence_id?.toString('hex'))).size > 1)
        breaches.push('pools of two licences at once');
    }
  };
  const looks = look();
  return {
    async end() {
      looking = false;
      await looks;
      return breaches;
    },
  };
}

it('has a row for each pool, in the order in which they are locked', async () => {
  expect((await one.pools.standing()).map(({ pool }) => pool)).toEqual([...pools].sort());
  expect(pools).toEqual([...pools].sort());
});
