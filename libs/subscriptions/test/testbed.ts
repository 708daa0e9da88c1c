import { AccountsModule } from '@tenantry/accounts';
import { DomainError, FixedClock, HOUR, idToBytes } from '@tenantry/kernel';
import { onScratch, startProcess } from '@tenantry/logs/test';
import { MailModule } from '@tenantry/mail';
import { Tenants } from '@tenantry/tenants';
import { aTenant } from '@tenantry/tenants/test';
import { Consumption } from '../src/consumption.service';
import { Contracts } from '../src/contracts.service';
import type { NewContract } from '../src/contracts.service';
import { LedgerJob } from '../src/ledger.job';
import { Ledger } from '../src/ledger.service';
import { Overview } from '../src/overview.service';
import { SubscriptionsModule } from '../src/subscriptions.module';

export const NOON = new Date('2026-03-01T12:00:00.000Z');
export const later = (hours: number) => new Date(NOON.getTime() + hours * HOUR);

/** One process of several, or the only one. */
export async function service(url: string, clock: FixedClock) {
  const one = await startProcess(url, [MailModule, AccountsModule, SubscriptionsModule], clock);
  const { database, get } = one;
  const contracts = get(Contracts);
  const consumption = get(Consumption);
  return {
    ...one,
    contracts,
    ledger: get(Ledger),
    job: get(LedgerJob),
    overview: get(Overview),
    tenants: get(Tenants),
    addContract: (tenantId: string, change: Partial<NewContract> = {}) =>
      database.transaction(() =>
        contracts.add(tenantId, {
          type: 'session',
          sessionMinutes: 60,
          startsAt: later(-24),
          endsAt: null,
          ...change,
        }),
      ),
    consume: (tenantId: string, contractId: string, sessions: number) =>
      database.transaction(() => consumption.add([{ tenantId, contractId, sessions }])),
  };
}
export type Service = Awaited<ReturnType<typeof service>>;

/** A migrated schema with one process on it, whose clock stands at noon. */
export async function testbed() {
  const clock = new FixedClock(NOON);
  return { ...(await onScratch((url) => service(url, clock))), clock };
}
export type Testbed = Awaited<ReturnType<typeof testbed>>;

export async function addTenant({ database, tenants }: Service): Promise<string> {
  return (await database.transaction(() => tenants.add(aTenant({ companyName: 'Acme' })))).id;
}

export async function counterOf({ database }: Service, contractId: string) {
  const [row] = await database.query<{ purchased: string; consumed: string }[]>(
    'SELECT purchased, consumed FROM contract_counters WHERE contract_id = ?',
    [idToBytes(contractId)],
  );
  return { purchased: Number(row!.purchased), consumed: Number(row!.consumed) };
}

/** What a call was refused with; null when it went through. */
export const refusalOf = (call: Promise<unknown>): Promise<{ kind: string; code?: string } | null> =>
  call.then(
    () => null,
    (error) => {
      if (!(error instanceof DomainError)) throw error;
      return { kind: error.kind, code: error.details.code };
    },
  );
