import { searchKey } from '@tenantry/kernel';
import type { Profile } from './profile';
import type { Tenant } from './tenant.entity';

export interface NewTenant extends Profile {
  /** Derived from the company name when missing. */
  slug?: string;
  notification: string;
  managedHost: boolean;
}

export interface TenantSummary {
  id: string;
  slug: string;
  companyName: string;
  timeZone: string;
  language: string;
  state: 'enabled' | 'disabled';
  disabledAt: Date | null;
  thresholdSteps: number[] | null;
}

export interface TenantProfile extends TenantSummary {
  size: string;
  country: string;
  notification: string;
  createdAt: Date;
}

export interface MeteredTenant {
  id: string;
  slug: string;
  state: 'enabled' | 'disabled';
  disabledAt: Date | null;
  timeZone: string;
}

/** Decomposition can lengthen a name. */
export const nameKey = (name: string): string => searchKey(name).slice(0, 255);

export function summaryOf(row: Tenant): TenantSummary {
  const { id, slug, companyName, timeZone, language, state, disabledAt } = row;
  const thresholdSteps = row.thresholdSteps ? row.thresholdSteps.split(',').map(Number) : null;
  return { id, slug, companyName, timeZone, language, state, disabledAt, thresholdSteps };
}

export function profileOf(row: Tenant): TenantProfile {
  const { size, country, notification, createdAt } = row;
  return { ...summaryOf(row), size, country, notification, createdAt };
}
