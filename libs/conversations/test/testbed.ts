import { AccountsModule, Users } from '@tenantry/accounts';
import { newId } from '@tenantry/kernel';
import type { Clock } from '@tenantry/kernel';
import { onScratch, startProcess } from '@tenantry/logs/test';
import { MailModule } from '@tenantry/mail';
import { Contacts, HeldThresholds, Ledger, LedgerJob, SubscriptionsModule } from '@tenantry/subscriptions';
import { Tenants } from '@tenantry/tenants';
import { aTenant } from '@tenantry/tenants/test';
import { ContractOpening } from '../src/contract-opening.service';
import { ConversationHistory } from '../src/conversation-history.service';
import { ConversationsModule } from '../src/conversations.module';
import { ConversationsRouter } from '../src/conversations.router';
import { Ingest } from '../src/ingest.service';
import { Joins } from '../src/joins.service';
import { PeopleErasure } from '../src/people-erasure.service';
import type { ConversationReport } from '../src/report';
import { SessionHistory } from '../src/session-history.service';

/** A platform service's key, for every tenant. */
export const everyTenant = { tenantId: null, covers: () => true };

/** One process of several, or the only one; without sign-in. */
export async function service(url: string, clock?: Clock) {
  const modules = [MailModule, AccountsModule, SubscriptionsModule, ConversationsModule];
  const one = await startProcess(url, modules, clock);
  const { get } = one;
  return {
    ...one,
    contacts: get(Contacts),
    held: get(HeldThresholds),
    conversations: get(ConversationHistory),
    sessions: get(SessionHistory),
    ingest: get(Ingest),
    joins: get(Joins),
    job: get(LedgerJob),
    router: get(ConversationsRouter),
    ledger: get(Ledger),
    opening: get(ContractOpening),
    erasure: get(PeopleErasure),
    tenants: get(Tenants),
    users: get(Users),
    report: (reports: ConversationReport[]) => get(Ingest).report(reports, everyTenant),
  };
}
export type Service = Awaited<ReturnType<typeof service>>;

/** A migrated schema with one process on it. */
export const testbed = (clock?: Clock) => onScratch((url) => service(url, clock));
export type Testbed = Awaited<ReturnType<typeof testbed>>;

export const addTenant = ({ database, tenants }: Service, slug?: string) =>
  database.transaction(() => tenants.add(aTenant({ ...(slug && { slug }) })));

export const reportOf = (change: Partial<ConversationReport> = {}): ConversationReport => ({
  id: newId(),
  channel: 'chat',
  user: { reference: 'user-1', name: 'Robin Example' },
  initiatedBy: 'end_user',
  party: 'bot',
  startedAt: '2026-03-01T09:00:00.000Z',
  ...change,
});
