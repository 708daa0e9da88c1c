import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { DAY, FixedClock, newId } from '@tenantry/kernel';
import type { DomainError } from '@tenantry/kernel';
import { insert, now, populate, slowly } from '../test/population';
import type { Tenant } from '../test/population';
import { Candidates } from './candidates.service';
import { Directory } from './directory.service';
import type { TenantFilter } from './filter';
import { sorts } from './streams';
import type { Order } from './streams';
import { TenantPages } from './tenant-pages.service';
import { TenantRows } from './tenant-rows.service';
import { TermsOfOld } from './terms-of-old.service';

const COUNT = 120;

let scratch: Scratch;
let tenants: Tenant[];
let candidates: Candidates;
let pages: TenantPages;
let directory: Directory;

beforeAll(async () => {
  scratch = await scratchSchema([], { poolSize: 4 });
  const [numbers] = fc.sample(fc.infiniteStream(fc.nat()), { numRuns: 1, seed: 4711 });
  tenants = populate(COUNT, (below) => numbers!.next().value! % below);
  await insert(scratch, tenants);
  const old = new TermsOfOld(scratch.database);
  while (await old.next());
  candidates = new Candidates(scratch.database);
  pages = new TenantPages(scratch.database);
  directory = new Directory(candidates, pages, new TenantRows(scratch.database), new FixedClock(now));
});
afterAll(() => scratch?.drop());

async function listed(filter: TenantFilter, order: Order, limit: number) {
  const ids: string[] = [];
  let cursor: string | undefined;
  let partial = false;
  const totals = new Set<number>();
  for (let page = 0; ; page++) {
    expect(page).toBeLessThan(500);
    const { items, next, searchedTo, total } = await directory.list(filter, order, { cursor, limit });
    expect(items.length).toBeLessThanOrEqual(limit);
    expect(total.count).toBeGreaterThanOrEqual(items.length);
    totals.add(total.exact ? total.count : -1);
    if (next && !searchedTo) expect(items.length).toBe(limit);
    partial ||= searchedTo !== null;
    ids.push(...items.map(({ id }) => id));
    if (!next) return { ids, partial, total: [...totals][0]! };
    cursor = next;
  }
}

const maybe = <T>(values: readonly T[]) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  );
const filters: fc.Arbitrary<TenantFilter> = fc.record({
  search: maybe(['nord', 'a', 'acme sons', 'ada@x', 'x.test', 't-1', '京', 'nobody', 'zo', 'sud nord']),
  namesOnly: maybe([true]),
  state: maybe(['enabled', 'disabled', 'deleted'] as const),
  country: maybe(['DE', 'JP']),
  overLimit: maybe([true]),
  usedFrom: maybe([0, 50, 100, 150]),
  expiresWithinDays: maybe([0, 3, 6, 30]),
  createdFrom: maybe([new Date(now.getTime() - 2 * DAY)]),
  createdBefore: maybe([new Date(now.getTime() - DAY)]),
});
const orders: fc.Arbitrary<Order> = fc.record({ sort: fc.constantFrom(...sorts), descending: fc.boolean() });
/** How many candidates are few, how far a page looks, and in which strides: both plans, and pages that stop early. */
const plans = fc.constantFrom(
  { few: 2_000, examined: 20_000, stride: 256 },
  { few: 0, examined: 20_000, stride: 256 },
  { few: 0, examined: 20_000, stride: 3 },
  { few: 0, examined: 12, stride: 5 },
  { few: 20, examined: 12, stride: 5 },
);

describe('the list', () => {
  it('shows each tenant that the filter leaves exactly once and in order, whatever the plan and the pages', async () => {
    let partial = 0;
    let rows = 0;
    await fc.assert(
      fc.asyncProperty(
        filters,
        orders,
        plans,
        fc.integer({ min: 3, max: 60 }),
        async (filter, order, plan, limit) => {
          candidates.few = plan.few;
          pages.mostExamined = plan.examined;
          pages.firstStride = plan.stride;
          const found = await listed(filter, order, limit);
          partial += Number(found.partial);
          rows += found.ids.length;
          const all = slowly(tenants, filter, order);
          expect(found.ids).toEqual(all);
          // Exact, or said to be a lower bound.
          expect([all.length, -1]).toContain(found.total);
        },
      ),
      { numRuns: 120, seed: 20260615 },
    );
    expect(partial).toBeGreaterThan(5);
    expect(rows).toBeGreaterThan(1_000);
  }, 120_000);

  it('filters by one thing at a time, and counts what it shows', async () => {
    const filter = fc.sample(filters, { numRuns: 60, seed: 7 });
    candidates.few = 2_000;
    pages.mostExamined = 20_000;
    pages.firstStride = 256;
    for (const [index, whole] of filter.entries()) {
      const [name, value] = Object.entries(whole).filter(([, set]) => set !== undefined)[index % 3] ?? [];
      const one = name ? { [name]: value } : {};
      const all = slowly(tenants, one, { sort: 'created', descending: true });
      const page = await directory.list(one, { sort: 'created', descending: true }, { limit: 200 });
      expect(page.items.map(({ id }) => id)).toEqual(all);
      expect(page.total).toEqual({ count: all.length, exact: true });
    }
  });

  it('finds a tenant by its id, and nothing by what is no word', async () => {
    const order: Order = { sort: 'created', descending: true };
    const { id } = tenants.find(({ deleted }) => !deleted)!;
    expect(await listed({ search: ` ${id.toUpperCase()} ` }, order, 10)).toMatchObject({
      ids: [id],
      partial: false,
    });
    expect(await listed({ search: '?!' }, order, 10)).toMatchObject({ ids: [], partial: false });
  });

  it('refuses a cursor of another order, or of nobody', async () => {
    const byName: Order = { sort: 'name', descending: false };
    const { next } = await directory.list({}, byName, { limit: 1 });
    const faults = [
      directory.list({}, { sort: 'slug', descending: false }, { cursor: next! }),
      directory.list({}, { sort: 'name', descending: true }, { cursor: next! }),
      directory.list({}, byName, { cursor: 'bm9uc2Vuc2U' }),
      directory.list({}, byName, { cursor: Buffer.from('["name",false,9,"x","y"]').toString('base64url') }),
    ].map((work) => work.catch((error: DomainError) => error.details['field']));
    expect(await Promise.all(faults)).toEqual(['cursor', 'cursor', 'cursor', 'cursor']);
  });

  it('shows what is kept of a tenant elsewhere', async () => {
    const tenant = tenants.find(({ over, contracts }) => over && contracts.length > 0)!;
    const { items } = await directory.list({ search: tenant.id }, { sort: 'name', descending: false }, {});
    expect(items[0]).toMatchObject({
      adminEmail: tenant.adminEmail,
      overLimit: ['agents', 'disk'],
      host: null,
      createdAt: tenant.createdAt.toISOString(),
    });
  });
});

describe('the file', () => {
  it('has every row of the filter in the order of the list', async () => {
    candidates.few = 0;
    pages.mostExamined = 10;
    const order: Order = { sort: 'used', descending: true };
    let text = '';
    for await (const chunk of directory.csv({ state: 'enabled' }, order)) text += chunk;
    const [head, ...lines] = text.trimEnd().split('\r\n');
    expect(head).toMatch(/^\ufeffid,company_name,slug/);
    expect(lines.map((line) => line.split(',')[0])).toEqual(slowly(tenants, { state: 'enabled' }, order));
  });

  it('has those that were chosen and the filter leaves, and no others', async () => {
    const order: Order = { sort: 'name', descending: false };
    const chosen = tenants.filter((_, index) => index % 3 === 0).slice(0, 20);
    const tenantIds = [newId(), ...chosen.map(({ id }) => id)];
    let text = '';
    for await (const chunk of directory.csv({ state: 'enabled', tenantIds }, order)) text += chunk;
    const [, ...lines] = text.trimEnd().split('\r\n');
    const expected = slowly(chosen, { state: 'enabled' }, order);
    expect(expected.length).toBeGreaterThan(3);
    expect(lines.map((line) => line.split(',')[0])).toEqual(expected);
  });
});

describe('terms of old', () => {
  it('are made in stretches, once, and again by the next process where one stopped', async () => {
    await scratch.source.query('DELETE FROM tenant_terms');
    await scratch.source.query('UPDATE search_indexes SET version = 0, reached_id = NULL');
    const old = [new TermsOfOld(scratch.database), new TermsOfOld(scratch.database)];
    await Promise.all(
      old.map(async (one) => {
        while (await one.next());
      }),
    );
    const [{ count }] = await scratch.source.query(
      'SELECT COUNT(DISTINCT tenant_id) AS count FROM tenant_terms',
    );
    expect(Number(count)).toBe(COUNT);
    expect(await old[0]!.next()).toBe(false);
  });
});
