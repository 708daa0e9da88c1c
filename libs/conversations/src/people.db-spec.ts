import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { idToBytes, MINUTE, newId } from '@tenantry/kernel';
import { peopleOf, PeopleMemory } from './people';
import { candidateOf } from './recording';
import { conversationReport, personIdOf, toReported } from './report';
import type { ConversationReport } from './report';
import { addTenant, reportOf, service, testbed } from '../test/testbed';
import type { Service, Testbed } from '../test/testbed';

let bed: Testbed;
let other: Service;
let tenant: { id: string; slug: string };

beforeAll(async () => {
  bed = await testbed();
  other = await service(bed.url);
});
beforeEach(async () => {
  tenant = await addTenant(bed);
});
afterAll(async () => {
  await other?.close();
  await bed?.close();
});

type Details = { name?: string; email?: string; role?: string };
const ZERO = Date.parse('2026-03-01T00:00:00.000Z');

const saying = (minute: number, details: Details): ConversationReport =>
  reportOf({
    tenant: tenant.slug,
    user: { reference: 'u', ...details },
    startedAt: new Date(ZERO + minute * MINUTE).toISOString(),
  });
const stored = async () => {
  const id = personIdOf(tenant.id, 'u');
  const { id: _id, reference: _, ...details } = (await peopleOf(bed.database.read, tenant.id, [id])).get(id)!;
  return details;
};

describe('the details of a person', () => {
  it('are the newest by start, whatever the order of arrival', async () => {
    await bed.report([saying(10, { name: 'Robin', role: 'Customer' })]);
    await bed.report([saying(5, { name: 'Rob', email: 'rob@old.test', role: 'Guest' })]);
    expect(await stored()).toEqual({ name: 'Robin', email: 'rob@old.test', role: 'Customer' });
    await bed.report([saying(20, { name: 'Robin Ray', email: 'robin@new.test' })]);
    expect(await stored()).toEqual({ name: 'Robin Ray', email: 'robin@new.test', role: 'Customer' });
  });

  it('stay when a newer conversation leaves them out', async () => {
    await bed.report([saying(10, { name: 'Robin', email: 'r@x.test', role: 'Customer' })]);
    await bed.report([saying(20, {})]);
    expect(await stored()).toEqual({ name: 'Robin', email: 'r@x.test', role: 'Customer' });
  });

  it('are kept together from one batch of which no conversation names them all', async () => {
    await bed.report([saying(10, { name: 'Robin' }), saying(11, { email: 'r@x.test' }), saying(12, {})]);
    expect(await stored()).toEqual({ name: 'Robin', email: 'r@x.test', role: null });
  });

  it('follow a person who takes an earlier name again', async () => {
    for (const [minute, name] of ['Robin', 'Ray', 'Robin'].entries())
      await bed.report([saying(minute, { name })]);
    expect(await stored()).toMatchObject({ name: 'Robin' });
    await bed.report([saying(-5, { name: 'Ray' })]);
    await bed.report([saying(5, { name: 'Ray' })]);
    expect(await stored()).toMatchObject({ name: 'Ray' });
  });

  it('are not changed by a conversation that conflicts with one recorded before', async () => {
    const first = saying(10, { name: 'Robin' });
    await bed.report([first]);
    const [result] = await bed.report([{ ...saying(20, { name: 'Mallory' }), id: first.id }]);
    expect(result).toMatchObject({ outcome: 'conflict' });
    expect(await stored()).toMatchObject({ name: 'Robin' });
  });

  it('are of one tenant: the same reference elsewhere is another person', async () => {
    await bed.report([saying(10, { name: 'Robin' })]);
    const here = tenant;
    tenant = await addTenant(bed);
    await bed.report([saying(20, { name: 'Kim' })]);
    expect(await stored()).toMatchObject({ name: 'Kim' });
    tenant = here;
    expect(await stored()).toMatchObject({ name: 'Robin' });
  });

  it('end the same for every order and batching', async () => {
    const said = fc.record({
      minute: fc.integer({ min: 0, max: 8 }),
      name: fc.option(fc.constantFrom('A', 'B', 'C'), { nil: undefined }),
      email: fc.option(fc.constantFrom('a@x', 'b@x'), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(said, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        async (all, size) => {
          tenant = await addTenant(bed, `p-${newId()}`);
          for (let start = 0; start < all.length; start += size)
            await bed.report(all.slice(start, start + size).map(({ minute, ...one }) => saying(minute, one)));
          const newest = (field: 'name' | 'email') =>
            all
              .filter((one) => one[field] !== undefined)
              .sort((a, b) => a.minute - b.minute || (a[field]! < b[field]! ? -1 : 1))
              .at(-1)?.[field] ?? null;
          expect(await stored()).toEqual({ name: newest('name'), email: newest('email'), role: null });
        },
      ),
      { numRuns: 60, seed: 20_260_301 },
    );
  });

  it('end the same when processes that never met the person before report at once', async () => {
    for (let round = 0; round < 10; round++) {
      tenant = await addTenant(bed);
      const said = ['A', 'B', 'C', 'D'].map((name, minute) => saying(minute, { name }));
      await Promise.all(said.map((one, index) => (index % 2 ? bed : other).report([one])));
      expect(await stored()).toMatchObject({ name: 'D' });
    }
  });
});

describe('a person who was erased', () => {
  const erase = (reference: string) =>
    bed.database.transaction(() => bed.erasure.erase(tenant.id, personIdOf(tenant.id, reference)));
  const named = async () => {
    const rows = await bed.database.query<{ name: string | null; email: string | null }[]>(
      'SELECT name, email FROM people WHERE tenant_id = ? ORDER BY reference IS NULL, reference',
      [idToBytes(tenant.id)],
    );
    return rows.map(({ name, email }) => ({ name, email }));
  };
  const nobody = { name: null, email: null };

  it('is not brought back by what another process remembers, which knows of no erasure', async () => {
    for (const process of [bed, other])
      await process.report([saying(10, { name: 'Robin', email: 'robin@x.test' })]);
    await erase('u');
    expect(await named()).toEqual([nobody]);
    expect(await other.report([saying(20, {})])).toEqual([{ outcome: 'recorded' }]);
    expect(await named()).toEqual([nobody, nobody]);
    await other.report([saying(30, { name: 'Ray' })]);
    expect(await named()).toEqual([{ name: 'Ray', email: null }, nobody]);
  });

  it('leaves the others of the tenant as they are', async () => {
    const kim = { ...saying(10, {}), user: { reference: 'kim', name: 'Kim', email: 'kim@x.test' } };
    await other.report([kim, saying(10, { name: 'Robin' })]);
    await erase('u');
    await other.report([{ ...kim, id: newId(), user: { reference: 'kim' } }]);
    expect(await named()).toEqual([{ name: 'Kim', email: 'kim@x.test' }, nobody]);
  });

  it('is one or the other to reports that come meanwhile, and each is recorded once', async () => {
    for (let round = 0; round < 5; round++) {
      tenant = await addTenant(bed);
      await bed.report([saying(0, { name: 'Robin' })]);
      const [, ...reported] = await Promise.all([
        erase('u'),
        ...Array.from({ length: 8 }, (_, n) => (n % 2 ? bed : other).report([saying(n + 1, {})])),
      ]);
      expect(reported.flat()).toEqual(Array(8).fill({ outcome: 'recorded' }));
      const [counted] = await bed.database.query<{ all_of: string; alive: string }[]>(
        `SELECT COUNT(*) AS all_of, COUNT(p.id) AS alive FROM conversations c
         LEFT JOIN people p ON p.tenant_id = c.tenant_id AND p.id = c.person_id WHERE c.tenant_id = ?`,
        [idToBytes(tenant.id)],
      );
      expect(counted).toEqual({ all_of: '9', alive: '9' });
      expect((await named()).filter(({ name }) => name !== null)).toEqual([]);
    }
  });
});

describe('the memory of people', () => {
  const met = (minute: number, details: Details) => [
    candidateOf(0, tenant.id, toReported(conversationReport.parse(saying(minute, details)), tenant.id)),
  ];

  it('spares the row of a regular of whom nothing new is said, for ten minutes', () => {
    const memory = new PeopleMemory();
    const first = memory.newest(met(1, { name: 'Robin' }), 0);
    expect(first.changed).toHaveLength(1);
    memory.remember(first, 0);
    expect(memory.newest(met(2, { name: 'Robin' }), 9.9 * MINUTE).changed).toEqual([]);
    expect(memory.newest(met(3, {}), 9.9 * MINUTE).changed).toEqual([]);
    expect(memory.newest(met(0, { name: 'Rob' }), 9.9 * MINUTE).changed).toEqual([]);
    expect(memory.newest(met(4, { name: 'Ray' }), 9.9 * MINUTE).changed).toHaveLength(1);
    expect(memory.newest(met(4, { name: 'Robin' }), 10 * MINUTE).changed).toHaveLength(1);
  });

  it('ends with an erasure at the tenant, for all of its people', () => {
    const memory = new PeopleMemory();
    memory.remember(memory.newest(met(1, { name: 'Robin', email: 'r@x.test' }), 0), 0);
    const [candidate] = met(2, { name: 'Robin' });
    const { changed } = memory.newest([{ ...candidate!, peopleErased: 1 }], 1);
    expect(changed).toMatchObject([{ name: { value: 'Robin' }, email: null }]);
  });

  it('keeps nothing of a transaction that was undone', () => {
    const memory = new PeopleMemory();
    memory.newest(met(1, { name: 'Robin' }), 0);
    expect(memory.newest(met(1, { name: 'Robin' }), 0).changed).toHaveLength(1);
  });
});
