import { idToBytes, newId } from '@tenantry/kernel';
import { ApiProcess, inTurns } from './api-process';
import { alternate, printRates, ratio } from './measure';

const KEY = 'canned_messages';
const EMPTY = 'an empty mutation';

/**
 * The same through HTTP, one item a call, against a mutation that finds nothing to do: same server, same key, same
 * checks, an item that names no capability and so never reaches the database.
 */
export async function httpContenders(count: number, callers: number, rounds: number, tenants: number) {
  const api = await ApiProcess.start(1);
  const slugs = Array.from({ length: tenants }, (_, n) => `bench-${n}`);
  const ids = slugs.map(() => newId());
  await api.source.query(
    `INSERT INTO tenants (id, slug, company_name, company_name_key, size, country, time_zone, language, notification)
     VALUES ?`,
    [
      slugs.map((slug, n) => [
        idToBytes(ids[n]!),
        slug,
        slug,
        slug,
        '1-10',
        'GB',
        'Europe/London',
        'en',
        'activation_link',
      ]),
    ],
  );
  await api.source.query(
    'INSERT INTO capability_states (tenant_id, capability, own, own_quantity) VALUES ?',
    [ids.map((id) => [idToBytes(id), KEY, 1, 1_000_000_000])],
  );
  const { accessToken } = await api.signIn(api.logins[0]!);
  const { secret } = await api.post<{ secret: string }>(
    'platformKeys.create',
    { name: 'Bench', scopes: ['capabilities:consume'], expiresAt: null, tenants: 'all' },
    { authorization: `Bearer ${accessToken}` },
  );
  const call = async (item: object, expected: string) => {
    const { results } = await api.post<{ results: { outcome: string }[] }>(
      'capabilities.consume',
      { items: [item] },
      { 'x-api-key': secret },
    );
    if (results[0]!.outcome !== expected) throw new Error(`It was ${JSON.stringify(results[0])}`);
  };
  const contender = (name: string, item: (index: number) => object, expected = 'granted') => ({
    name,
    rows: count,
    prepare: async () => () => inTurns(count, callers, (n) => call(item(n), expected)),
  });
  const one = () => ({ tenant: slugs[0], key: KEY, quantity: 1 });
  const any = (n: number) => ({ tenant: slugs[(n * 7_919) % tenants], key: KEY, quantity: 1 });
  const figures = await alternate(
    [
      contender(EMPTY, () => ({ tenant: slugs[0], key: 'nothing', quantity: 1 }), 'invalid'),
      contender('consume over HTTP, one counter', one),
      contender('consume over HTTP, 1,000 counters', any),
      contender('consume over HTTP with keys, one counter', () => ({ ...one(), idempotencyKey: newId() })),
      contender('consume over HTTP with keys, 1,000 counters', (n) => ({
        ...any(n),
        idempotencyKey: newId(),
      })),
    ],
    rounds,
  );
  console.log();
  printRates(figures, 'calls');
  console.log();
  for (const name of [...figures.keys()].slice(1)) {
    const goal = name.includes('keys') ? '' : name.includes('one') ? ' (goal 0.75)' : ' (goal 0.60)';
    console.log(`${name.padEnd(44)} ${ratio(figures, name, EMPTY).toFixed(2)} of ${EMPTY}${goal}`);
  }
  await api.stop();
}
