import { scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { DAY, idToBytes, newId, searchKey } from '@tenantry/kernel';

const syllables = 'ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo zu'.split(' ');
const forms = ['GmbH', 'Ltd', 'Inc', 'AG', 'SA', 'Group', 'Services', 'Logistics'];
const countries = [
  'DE',
  'DE',
  'DE',
  'GB',
  'GB',
  'US',
  'US',
  'US',
  'FR',
  'AE',
  'JP',
  'BR',
  'IN',
  'ES',
  'IT',
  'SE',
];

/** The same numbers in every run. */
function numbers(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A schema with so many tenants, each with host, admin and contract; a few of them disabled or over a limit. */
export async function tenantsOf(count: number): Promise<Scratch> {
  const scratch = await scratchSchema([], { poolSize: 8 });
  const random = numbers(4711);
  const word = () => Array.from({ length: 3 }, () => syllables[random(syllables.length)]!).join('');
  const now = Date.now();
  for (let start = 0; start < count; start += 1_000) {
    const rows = Array.from({ length: Math.min(1_000, count - start) }, (_, index) => {
      const number = start + index;
      const name = `${word()} ${word()} ${forms[random(forms.length)]}`;
      return {
        id: idToBytes(newId()),
        number,
        name,
        contract: idToBytes(newId()),
        admin: idToBytes(newId()),
      };
    });
    const insert = (into: string, values: unknown[][]) =>
      values.length > 0 && scratch.source.query(`INSERT INTO ${into} VALUES ?`, [values]);
    await insert(
      'tenants (id, slug, company_name, company_name_key, size, country, time_zone, language, notification, state, created_at)',
      rows.map(({ id, number, name }) => [
        ...[id, `t${number}-${searchKey(name).split(' ')[0]}`, name, searchKey(name), '11-50'],
        countries[random(countries.length)],
        ...['UTC', 'en', 'activation_link', random(100) < 3 ? 'disabled' : 'enabled'],
        new Date(now - random(1_000) * DAY),
      ]),
    );
    await insert(
      'tenant_hosts (host, tenant_id, kind, state)',
      rows.map(({ id, number }) => [`t${number}.customers.example`, id, 'managed', 'active']),
    );
    await insert(
      'users (id, tenant_id, username, username_key, email, email_key, first_name, last_name, search_key, role, state)',
      rows.map(({ id, admin, number }) => {
        const email = `${word()}.${number}@${word()}.example`;
        return [admin, id, 'admin', 'admin', email, email, 'A', 'B', 'a b', 'admin', 'active'];
      }),
    );
    await insert(
      'contracts (id, tenant_id, type, session_minutes, starts_at, ends_at)',
      rows.map(({ id, contract }) => [
        ...[contract, id, 'session', 60, new Date(now - 100 * DAY)],
        random(5) === 0 ? null : new Date(now + (1 + random(700)) * DAY),
      ]),
    );
    await insert(
      'contract_counters (contract_id, tenant_id, purchased, consumed, used_permille)',
      rows.map(({ id, contract }) => {
        const consumed = random(random(10) === 0 ? 1_100 : 700);
        return [contract, id, 1_000, consumed, consumed];
      }),
    );
    await insert(
      'capability_states (tenant_id, capability, used, over_since)',
      rows.flatMap(({ id }) => [
        [id, 'agents', 3, null],
        [id, 'disk', 3, random(50) === 0 ? new Date(now) : null],
      ]),
    );
  }
  await scratch.source.query('ANALYZE TABLE tenants, users, contracts, contract_counters, capability_states');
  return scratch;
}
