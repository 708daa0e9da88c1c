import { CapabilitiesModule } from '@tenantry/capabilities';
import type { CapabilityKey } from '@tenantry/capabilities';
import { idToBytes } from '@tenantry/kernel';
import type { Clock } from '@tenantry/kernel';
import { onScratch, startProcess } from '@tenantry/logs/test';
import { MailModule } from '@tenantry/mail';
import { Tenants } from '@tenantry/tenants';
import { aTenant } from '@tenantry/tenants/test';
import { Audience } from '@tenantry/thresholds';
import { Holds, Quotas, QuotasModule } from '../src';
import type { Caller } from '../src';

/** A platform service's key, for every tenant. */
export const everyTenant: Caller = { tenantId: null, covers: () => true };

/** One process of several, or the only one; without accounts. */
export async function service(url: string, clock?: Clock) {
  const one = await startProcess(url, [MailModule, CapabilitiesModule, QuotasModule], clock);
  return {
    ...one,
    audience: one.get(Audience),
    holds: one.get(Holds),
    quotas: one.get(Quotas),
    tenants: one.get(Tenants),
  };
}
export type Service = Awaited<ReturnType<typeof service>>;

/** A migrated schema with one process on it. */
export const testbed = (clock?: Clock) => onScratch((url) => service(url, clock));
export type Testbed = Awaited<ReturnType<typeof testbed>>;

export const addTenant = ({ database, tenants }: Service, timeZone = 'Europe/Berlin') =>
  database.transaction(() => tenants.add(aTenant({ timeZone })));

/** A limit of the tenant's own, as an operator would set it. */
export async function limitTo(
  { database }: Service,
  tenantId: string,
  key: CapabilityKey,
  quantity: number | null,
  mode: 'hard' | 'soft' | 'observe' | null = null,
): Promise<void> {
  await database.query(
    `INSERT INTO capability_states (tenant_id, capability, own, own_quantity, own_mode) VALUES (?, ?, 1, ?, ?)
     ON DUPLICATE KEY UPDATE own = 1, own_quantity = VALUES(own_quantity), own_mode = VALUES(own_mode)`,
    [idToBytes(tenantId), key, quantity, mode],
  );
}

export async function stateOf({ database }: Service, tenantId: string, key: CapabilityKey) {
  const [row] = await database.query<Record<string, string | number | Date | null>[]>(
    `SELECT used, reserved, DATE_FORMAT(period, '%Y-%m-%d') AS period, over_since, would_refuse, next_step_at
     FROM capability_states WHERE tenant_id = ? AND capability = ?`,
    [idToBytes(tenantId), key],
  );
  return {
    used: Number(row?.['used'] ?? 0),
    reserved: Number(row?.['reserved'] ?? 0),
    period: row?.['period'] ?? null,
    overSince: row?.['over_since'] ?? null,
    wouldRefuse: Number(row?.['would_refuse'] ?? 0),
  };
}
