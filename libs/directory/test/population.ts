import type { Scratch } from '@tenantry/database';
import { DAY, idToBytes, newId, searchKey } from '@tenantry/kernel';
import { termsOf } from '@tenantry/search';
import type { Order } from '../src/streams';
import type { TenantFilter } from '../src/filter';

export const now = new Date('2026-06-15T12:00:00.000Z');

export interface Contract {
  id: string;
  startsAt: Date;
  endsAt: Date | null;
  purchased: number;
  consumed: number;
}
export interface Tenant {
  id: string;
  slug: string;
  companyName: string;
  country: string;
  state: 'enabled' | 'disabled';
  createdAt: Date;
  adminEmail: string;
  over: boolean;
  deleted: boolean;
  contracts: Contract[];
}

const words = ['Acme', 'Nord', 'Nordlicht', 'Süd', 'Żółw', '東京', 'Qamar', 'and', 'Sons', 'a'];

/** Few values of everything, so that many rows tie. */
export function populate(count: number, random: (below: number) => number): Tenant[] {
  const pick = <T>(values: readonly T[]): T => values[random(values.length)]!;
  return Array.from({ length: count }, (_, number) => ({
    id: newId(),
    slug: `t-${number}`,
    companyName: Array.from({ length: 1 + random(3) }, () => pick(words)).join(' '),
    country: pick(['DE', 'GB', 'JP']),
    state: pick(['enabled', 'enabled', 'disabled'] as const),
    createdAt: new Date(now.getTime() - random(4) * DAY),
    adminEmail: `${pick(['ada', 'bob'])}@${pick(['x', 'y'])}.test`,
    over: random(5) === 0,
    deleted: random(8) === 0,
    contracts: contractsOf(random),
  }));
}

function contractsOf(random: (below: number) => number): Contract[] {
  const contract = (startsAt: Date, endsAt: Date | null): Contract => ({
    id: newId(),
    startsAt,
    endsAt,
    purchased: random(3) * 10,
    consumed: random(25),
  });
  const at = (days: number) => new Date(now.getTime() + days * DAY);
  return [
    ...(random(3) === 0 ? [contract(at(-400), random(2) ? at(-35) : at(-30))] : []),
    ...(random(4) > 0 ? [contract(at(-30), random(4) ? at(1 + random(3) * 5) : null)] : []),
  ].concat(random(6) === 0 ? [contract(at(40), random(2) ? null : at(60))] : []);
}

export async function insert({ source }: Scratch, tenants: Tenant[]): Promise<void> {
  for (const one of tenants) {
    const id = idToBytes(one.id);
    await source.query(
      `INSERT INTO tenants (id, slug, company_name, company_name_key, size, country, time_zone, language, notification, state, created_at,
         deleted_at)
       VALUES (?, ?, ?, ?, '1-10', ?, 'UTC', 'en', 'activation_link', ?, ?, ?)`,
      [
        ...[id, one.slug, one.companyName, searchKey(one.companyName), one.country, one.state],
        ...[one.createdAt, one.deleted ? now : null],
      ],
    );
    await source.query(
      `INSERT INTO users (id, tenant_id, username, username_key, email, email_key, first_name, last_name, search_key, role, state)
       VALUES (?, ?, 'admin', 'admin', ?, ?, 'A', 'B', 'a b', 'admin', 'active')`,
      [idToBytes(newId()), id, one.adminEmail, one.adminEmail],
    );
    if (one.over)
      await source.query(
        "INSERT INTO capability_states (tenant_id, capability, over_since) VALUES (?, 'agents', ?), (?, 'disk', ?)",
        [id, now, id, now],
      );
    for (const { id: contractId, startsAt, endsAt, purchased, consumed } of one.contracts) {
      const key = idToBytes(contractId);
      await source.query(
        "INSERT INTO contracts (id, tenant_id, type, session_minutes, starts_at, ends_at) VALUES (?, ?, 'session', 60, ?, ?)",
        [key, id, startsAt, endsAt],
      );
      await source.query(
        `INSERT INTO contract_counters (contract_id, tenant_id, purchased, consumed, used_permille)
         VALUES (?, ?, ?, ?, IF(purchased > 0, consumed * 1000 DIV purchased, NULL))`,
        [key, id, purchased, consumed],
      );
    }
  }
}

const running = ({ contracts }: Tenant) =>
  contracts.find(({ startsAt, endsAt }) => startsAt <= now && (!endsAt || endsAt > now));
const used = (tenant: Tenant) => {
  const contract = running(tenant);
  return contract && contract.purchased > 0
    ? Math.floor((contract.consumed * 1_000) / contract.purchased)
    : null;
};

/** The list as one would write it down without a database: filter everything, sort everything. */
export function slowly(tenants: Tenant[], filter: TenantFilter, { sort, descending }: Order): string[] {
  const words = (filter.search ?? '').toLowerCase().split(' ').filter(Boolean);
  const matches = (tenant: Tenant) => {
    const terms = termsOf({
      names: [tenant.companyName, tenant.slug],
      addresses: filter.namesOnly ? [] : [tenant.adminEmail],
    });
    const percent = used(tenant);
    const endsAt = running(tenant)?.endsAt;
    return (
      words.every((word) => terms.some((term) => term.startsWith(word))) &&
      tenant.deleted === (filter.state === 'deleted') &&
      (!filter.state || tenant.deleted || tenant.state === filter.state) &&
      (!filter.country || tenant.country === filter.country) &&
      (!filter.overLimit || tenant.over) &&
      (filter.usedFrom === undefined || (percent !== null && percent >= filter.usedFrom * 10)) &&
      (filter.expiresWithinDays === undefined ||
        (endsAt && endsAt.getTime() <= now.getTime() + filter.expiresWithinDays * DAY)) &&
      (!filter.createdFrom || tenant.createdAt >= filter.createdFrom) &&
      (!filter.createdBefore || tenant.createdAt < filter.createdBefore)
    );
  };
  /** Which part of the order, what it goes by there, and what decides between equals. */
  const placeOf = (tenant: Tenant): [number, string | number, string] => {
    const contract = running(tenant);
    switch (sort) {
      case 'created':
        return [0, tenant.createdAt.getTime(), tenant.id];
      case 'name':
        return [0, Buffer.from(searchKey(tenant.companyName)).toString('hex'), tenant.id];
      case 'slug':
        return [0, tenant.slug, tenant.id];
      case 'country':
        return [0, tenant.country, tenant.id];
      case 'used':
        return used(tenant) === null ? [1, 0, tenant.id] : [0, used(tenant)!, contract!.id];
      case 'ends':
        if (!contract) return [2, 0, tenant.id];
        return contract.endsAt ? [0, contract.endsAt.getTime(), contract.id] : [1, 0, contract.id];
    }
  };
  const sign = descending ? -1 : 1;
  const compare = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0);
  return tenants
    .filter(matches)
    .map((tenant) => ({ id: tenant.id, place: placeOf(tenant) }))
    .sort(({ place: a }, { place: b }) => a[0] - b[0] || sign * (compare(a[1], b[1]) || compare(a[2], b[2])))
    .map(({ id }) => id);
}
