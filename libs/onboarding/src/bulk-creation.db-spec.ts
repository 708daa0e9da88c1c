import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { acme, everything, World } from '../test';
import type { Process } from '../test';

let world: World;
let one: Process;

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
}, 60_000);
afterAll(() => world?.end());
beforeEach(() => world.empty());

const row = (slug: string, change: object = {}) => ({ ...acme, slug, ...change });
const file = [
  row('first'),
  row('second', { country: 'XX' }),
  { companyName: 'No more than a name' },
  row('first', { companyName: 'Another' }),
  row('own', { ...everything, slug: 'own', idempotencyKey: 'a-key-of-its-own' }),
];
const run = async (rows: unknown[], change: object = {}) => {
  const options = { dryRun: false, idempotencyKey: 'a-file', firstLine: 2, ...change };
  const results = await one.bulk.create(rows, options, one.asOperator());
  return results.map(({ line, outcome, errors }) =>
    [line, outcome, ...errors.map(({ field, code }) => `${field} ${code}`)].join(' '),
  );
};

it('each row is created or refused by itself, and says where it is wrong', async () => {
  const results = await run(file);
  expect(results[0]).toBe('2 created');
  expect(results[1]).toBe('3 failed country unknown_country');
  expect(results[2]).toMatch(/^4 failed size required .*admin required/);
  expect(results[3]).toBe('5 failed slug slug_taken');
  expect(results[4]).toBe('6 created');
  expect((await world.counts())['tenants']).toBe(2);
  const summary = (await world.log()).filter(({ action }) => action === 'tenants.created_many');
  expect(summary).toMatchObject([{ tenantId: null, after: { created: 2, repeated: 0, failed: 3 } }]);
});

it('a file that is sent again, mended, makes nothing twice', async () => {
  await run(file);
  const mended = [row('first'), row('second'), row('third'), row('fourth'), file[4]];
  expect(await run(mended)).toEqual(['2 repeated', '3 created', '4 created', '5 created', '6 repeated']);
  expect((await world.counts())['tenants']).toBe(5);
  const dry = { dryRun: true };
  expect(await run(mended, dry)).toEqual([2, 3, 4, 5, 6].map((line) => `${line} repeated`));
  expect(await run([row('changed')], dry)).toEqual(['2 failed idempotencyKey idempotency_conflict']);
  expect(await run([row('changed')])).toEqual(['2 failed idempotencyKey idempotency_conflict']);
});

it.each(['k'.repeat(100), 'Schlüssel-für-März'])(
  'a file’s key may be long, or of any letters: %s',
  async (key) => {
    const rows = ['a1', 'b2'].map((slug) => row(slug));
    const options = { idempotencyKey: key };
    expect(await run(rows, options)).toEqual(['2 created', '3 created']);
    expect(await run(rows, options)).toEqual(['2 repeated', '3 repeated']);
  },
);

it('two that send one file at once make each row once', async () => {
  const rows = ['a1', 'b2', 'c3'].map((slug) => row(slug));
  const [one, other] = await Promise.all([run(rows), run(rows)]);
  const outcomes = [...one!, ...other!].map((text) => text.slice(2)).sort();
  expect(outcomes).toEqual(['created', 'created', 'created', 'repeated', 'repeated', 'repeated']);
});

it('a dry run writes nothing and adds up what the rows would take together', async () => {
  const before = await world.sums();
  const rows = [
    row('one', { capabilities: [{ key: 'agents', quantity: 600 }] }),
    row('two', { capabilities: [{ key: 'agents', quantity: 500 }] }),
    row('one', { companyName: 'Another' }),
    row('three', { admin: { ...acme.admin, email: 'nobody' } }),
    row('four', { idempotencyKey: 'a-key-of-its-own' }),
    row('five', { idempotencyKey: 'a-key-of-its-own' }),
  ];
  expect(await run(rows, { dryRun: true })).toEqual([
    '2 valid',
    '3 failed null pool_used_up',
    '4 failed slug slug_taken',
    '5 failed admin.email email_invalid',
    '6 valid',
    '7 failed idempotencyKey key_twice',
  ]);
  expect(await world.sums()).toBe(before);
});

it('a row without any key is not created: sent again it would be made twice', async () => {
  expect(await run([row('keyless')], { idempotencyKey: undefined })).toEqual([
    '2 failed idempotencyKey required',
  ]);
});

it('says what is missing in a row and what it has too much, as whoever fills it in would', async () => {
  const { country: _, admin, ...rest } = row('short');
  const { email: __, ...person } = admin;
  expect(await run([{ ...rest, admin: person, colour: 'red' }], { dryRun: true })).toEqual([
    '2 failed country required admin.email required colour field_unknown',
  ]);
});
