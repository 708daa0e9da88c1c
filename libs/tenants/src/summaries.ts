import { bytesToId, searchKey } from '@tenantry/kernel';
import type { Profile } from './profile';
import type { Tenant } from './tenant.entity';

export interface NewTenant extends Profile {
  /** Derived from the company name when missing. */
  slug?: string;
  notification: string;
  managedHost: boolean;
  /** The platform's usual steps when missing. */
  thresholdSteps?: readonly number[] | null;
}

export interface TenantSummary {
  id: string;
  slug: string;
  companyName: string;
  timeZone: string;
  /** The zone in which days and months are counted now: after a change of zone the former one for up to a day. */
  countsIn: string;
  language: string;
  state: 'enabled' | 'disabled';
  disabledAt: Date | null;
  thresholdSteps: number[] | null;
}

/** A tenant of the running transaction, which knows all of it. */
export interface NewbornTenant extends TenantSummary {
  /** Where its people sign in. */
  address: string;
}

export interface TenantProfile extends TenantSummary {
  size: string;
  country: string;
  notification: string;
  createdAt: Date;
  version: number;
  /** Set while it can be restored: when it was deleted, what it was before, and when it goes for good. */
  deletedAt: Date | null;
  deletedFrom: 'enabled' | 'disabled' | null;
  purgeAt: Date | null;
}

export interface MeteredTenant {
  id: string;
  /** How many of its people were erased so far. */
  peopleErased: number;
  slug: string;
  state: 'enabled' | 'disabled';
  disabledAt: Date | null;
  /** The zone in which its days and months are counted now. */
  countsIn: string;
}

export interface MeteredRow {
  id: Buffer;
  slug: string;
  state: 'enabled' | 'disabled';
  disabled_at: Date | null;
  people_erased: number;
  counts_in: string;
}

export const meteredOf = (row: MeteredRow): MeteredTenant => ({
  id: bytesToId(row.id),
  slug: row.slug,
  state: row.state,
  disabledAt: row.disabled_at,
  peopleErased: row.people_erased,
  countsIn: row.counts_in,
});

/** Decomposition can lengthen a name. */
export const nameKey = (name: string): string => searchKey(name).slice(0, 255);

export function summaryOf(row: Tenant, now: Date): TenantSummary {
  const { id, slug, companyName, timeZone, language, state, disabledAt } = row;
  const thresholdSteps = row.thresholdSteps ? row.thresholdSteps.split(',').map(Number) : null;
  const countsIn = row.zoneBefore && row.zoneFrom && row.zoneFrom > now ? row.zoneBefore : timeZone;
  return { id, slug, companyName, timeZone, countsIn, language, state, disabledAt, thresholdSteps };
}

export const newborn = (
  { companyName, timeZone, language, thresholdSteps }: NewTenant,
  known: Pick<NewbornTenant, 'id' | 'slug' | 'address'>,
): NewbornTenant => ({
  ...known,
  ...{ companyName: companyName.trim(), timeZone, countsIn: timeZone, language },
  ...{ state: 'enabled', disabledAt: null, thresholdSteps: thresholdSteps ? [...thresholdSteps] : null },
});

export function profileOf(row: Tenant, now: Date): TenantProfile {
  const { size, country, notification, createdAt, version, deletedAt, deletedFrom, purgeAt } = row;
  const life = { createdAt, version, deletedAt, deletedFrom, purgeAt };
  return { ...summaryOf(row, now), size, country, notification, ...life };
}
