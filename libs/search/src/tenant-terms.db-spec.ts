import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { bytesToId, idToBytes, newId } from '@tenantry/kernel';
import { begins, tenantsOf } from './matching';
import { keepTerms, sourceOf } from './tenant-terms';
import type { Findable } from './terms';

let scratch: Scratch;
const acme = newId();
const other = newId();

beforeAll(async () => {
  scratch = await scratchSchema();
  for (const id of [acme, other])
    await scratch.source.query(
      `INSERT INTO tenants (id, slug, company_name, company_name_key, size, country, time_zone, language, notification)
       VALUES (?, ?, 'x', 'x', '1-10', 'GB', 'UTC', 'en', 'activation_link')`,
      [idToBytes(id), id.slice(-12)],
    );
});
afterAll(() => scratch?.drop());

const keep = (tenantId: string, sourceId: string, findable: Findable) =>
  scratch.database.transaction(() => keepTerms(scratch.database, tenantId, sourceId, findable));
const found = async (word: string) => (await tenantsOf(scratch.database, word, 10))?.map(bytesToId).sort();

it('finds a tenant by what is kept of it now, and no longer by what was', async () => {
  await keep(acme, acme, { names: ['Acme Works', 'acme'] });
  await keep(other, other, { names: ['Work in Progress'] });
  expect(await found('work')).toEqual([acme, other].sort());
  await keep(acme, acme, { names: ['Zenith', 'acme'] });
  expect(await found('work')).toEqual([other]);
  expect(await found('zen')).toEqual([acme]);
});

it('keeps what two things have in common until both are gone', async () => {
  const [ada, bob] = [newId(), newId()];
  await keep(acme, ada, { addresses: ['ada@shared.test'] });
  await keep(acme, bob, { addresses: ['bob@shared.test'] });
  await keep(acme, ada, {});
  expect(await found('shared.test')).toEqual([acme]);
  await keep(acme, bob, {});
  expect(await found('shared.test')).toEqual([]);
});

it('gives up on a word that finds more than can be looked at', async () => {
  await keep(acme, sourceOf('host'), { addresses: ['common.example'] });
  await keep(other, sourceOf('host'), { addresses: ['common.example'] });
  expect(await tenantsOf(scratch.database, 'common', 1)).toBeNull();
  const { sql, values } = begins('tenants.id', 'zen');
  const rows = await scratch.source.query(`SELECT id FROM tenants WHERE ${sql}`, values);
  expect(rows.map(({ id }: { id: Buffer }) => bytesToId(id))).toEqual([acme]);
});

it('counts tenants and not terms when it gives up', async () => {
  const things = Array.from({ length: 8 }, () => newId());
  for (const thing of things)
    await keep(acme, thing, { addresses: [`${thing}@many.test`, `many${thing}@x`] });
  expect(await tenantsOf(scratch.database, 'many', 1)).toEqual([idToBytes(acme)]);
});

it('takes words that stand before or behind everything as they are', async () => {
  await keep(other, other, { names: ['\u{10fffd} zz%_\\y'] });
  expect(await found('zz%_\\y')).toEqual([other]);
  expect(await found('zz%')).toEqual([other]);
  expect(await found('zz_')).toEqual([]);
  expect(await found('%')).toEqual([]);
});

it('must not happen outside a transaction', async () => {
  await expect(keepTerms(scratch.database, acme, acme, { names: ['x'] })).rejects.toThrow(/transaction/);
});
