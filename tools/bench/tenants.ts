import 'reflect-metadata';
import { parseArgs } from 'node:util';
import type { Scratch } from '@tenantry/database';
import { Candidates, Directory, TenantPages, TenantRows, TermsOfOld } from '@tenantry/directory/test';
import type { TenantFilter } from '@tenantry/directory';
import { Clock, searchKey } from '@tenantry/kernel';
import { tenantsOf as find } from '@tenantry/search';
import { alternate, median } from './measure';
import type { Contender } from './measure';
import { tenantsOf } from './tenants-data';

const { values: options } = parseArgs({
  options: {
    tenants: { type: 'string', default: '100000' },
    count: { type: 'string', default: '40' },
    rounds: { type: 'string', default: '9' },
  },
});
const count = Number(options.count);
const many = Number(options.tenants);

type Order = Parameters<Directory['list']>[1];
const newest: Order = { sort: 'created', descending: true };
const byName: Order = { sort: 'name', descending: false };

async function world(size: number) {
  const scratch = await tenantsOf(size);
  const begin = performance.now();
  const old = new TermsOfOld(scratch.database);
  while (await old.next());
  const seconds = (performance.now() - begin) / 1_000;
  if (size === many) console.log(`words of ${size} tenants made in ${seconds.toFixed(1)} s`);
  await scratch.source.query('ANALYZE TABLE tenant_terms');
  const { database } = scratch;
  const directory = new Directory(
    new Candidates(database),
    new TenantPages(database),
    new TenantRows(database),
    new Clock(),
  );
  const [middle] = await scratch.source.query(
    `SELECT LOWER(HEX(id)) AS id, company_name_key AS name, created_at FROM tenants ORDER BY company_name_key LIMIT 1 OFFSET ${size / 2}`,
  );
  const [admin] = await scratch.source.query(`SELECT email FROM users LIMIT 1 OFFSET ${size / 2}`);
  return { size, scratch, directory, middle, email: admin.email as string };
}
type World = Awaited<ReturnType<typeof world>>;

/** Where the middle of the list by name is. */
function deep({ middle }: World): string {
  const id = String(middle.id).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return Buffer.from(JSON.stringify(['name', false, 0, middle.name, id])).toString('base64url');
}
const wordOf = ({ middle }: World) => String(middle.name).split(' ')[0]!;

const lists: [string, (world: World) => [TenantFilter, Order, string?]][] = [
  ['first page, newest', () => [{}, newest]],
  ['first page, by name', () => [{}, byName]],
  ['first page, by licences used', () => [{}, { sort: 'used', descending: true }]],
  ['first page, by contract end', () => [{}, { sort: 'ends', descending: false }]],
  ['page in the middle, by name', (one) => [{}, byName, deep(one)]],
  ['search: a whole word', (one) => [{ search: wordOf(one) }, byName]],
  ['search: a beginning of three letters', (one) => [{ search: wordOf(one).slice(0, 3) }, byName]],
  ['search: one letter', () => [{ search: 'b' }, byName]],
  ['search: two words', (one) => [{ search: `${String(one.middle.name).slice(0, 9)} g` }, byName]],
  ['search: an admin’s address', (one) => [{ search: one.email }, byName]],
  ['filter: state', () => [{ state: 'disabled' }, newest]],
  ['filter: country', () => [{ country: 'DE' }, newest]],
  ['filter: over limit', () => [{ overLimit: true }, newest]],
  ['filter: licences used', () => [{ usedFrom: 85 }, newest]],
  ['filter: expiring', () => [{ expiresWithinDays: 7 }, newest]],
  ['filter: created since', () => [{ createdFrom: new Date(Date.now() - 30 * 86_400_000) }, newest]],
  ['all filters at once', () => [{ state: 'enabled', country: 'DE', usedFrom: 50, search: 'b' }, byName]],
];

const contender = (name: string, one: World, times: number, work: () => Promise<unknown>): Contender => ({
  name: `${one.size} ${name}`,
  rows: times,
  prepare: async () => async () => {
    for (let time = 0; time < times; time++) await work();
  },
});

const small = await world(100);
const large = await world(many);
const worlds = [small, large];

/** As one searches without an index of words: any part of the name, the slug, or an admin's address. */
const like = ({ scratch }: World, word: string) =>
  scratch.source.query(
    `SELECT t.id FROM tenants t WHERE t.company_name_key LIKE ? OR t.slug LIKE ?
       OR EXISTS (SELECT 1 FROM users u WHERE u.tenant_id = t.id AND u.role = 'admin' AND u.email_key LIKE ?)`,
    Array(3).fill(`%${word}%`),
  );
const words = ({ scratch }: { scratch: Scratch }, word: string) => find(scratch.database, word, 1_000);

const WORD = searchKey(wordOf(large));
const figures = await alternate(
  [
    ...lists.flatMap(([name, of]) =>
      worlds.map((one) => {
        const [filter, order, cursor] = of(one);
        return contender(name, one, count, () => one.directory.list(filter, order, { cursor, limit: 50 }));
      }),
    ),
    contender('tenants of a word', large, count * 10, () => words(large, WORD)),
    contender('tenants LIKE a word', large, 1, () => like(large, WORD)),
  ],
  Number(options.rounds),
);

const ms = (name: string) => 1_000 / median(figures.get(name)!.rates);
const times = (over: string, under: string) => {
  const [fast, slow] = [figures.get(over)!.rates, figures.get(under)!.rates];
  return median(fast.map((rate, round) => rate / slow[round]!));
};
console.log(
  `\n${'list() with total, in ms'.padEnd(44)} ${'100'.padStart(8)} ${String(many).padStart(8)}  ratio`,
);
for (const [name] of lists) {
  const [one, other] = worlds.map(({ size }) => `${size} ${name}`) as [string, string];
  const ratio = times(one, other).toFixed(2);
  console.log(
    `${name.padEnd(44)} ${ms(one).toFixed(2).padStart(8)} ${ms(other).toFixed(2).padStart(8)}  ${ratio}`,
  );
}
const [word, any] = [`${many} tenants of a word`, `${many} tenants LIKE a word`];
console.log(
  `\nthe tenants of a word: ${ms(word).toFixed(2)} ms; LIKE on three columns: ${ms(any).toFixed(1)} ms: ${Math.round(times(word, any))} times (goal 500)`,
);
console.log(
  `a whole search page: ${Math.round(ms(any) / ms(`${many} search: a whole word`))} times as fast as that LIKE alone`,
);
for (const { scratch } of worlds) await scratch.drop();
