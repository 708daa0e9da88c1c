import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { identityKey, invalid } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Tenants } from '@tenantry/tenants';
import { SubscriptionContact } from './ledger-entry.entity';

export interface ContactLists {
  technical: string[];
  billing: string[];
}

const MAX_ADDRESSES = 20;

/** The addresses that hear of the subscription beside the tenant's admins. */
@Injectable()
export class Contacts {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
  ) {}

  async of(tenantId: string): Promise<ContactLists> {
    const rows = await this.database.read.find(SubscriptionContact, {
      where: { tenantId },
      order: { position: 'ASC' },
    });
    const emails = (kind: SubscriptionContact['kind']) =>
      rows.filter((row) => row.kind === kind).map((row) => row.email);
    return { technical: emails('technical'), billing: emails('billing') };
  }

  /** Nobody knows whose they are, nor in which language they read. */
  async addresses(tenantId: string): Promise<{ address: string; language: null }[]> {
    const { technical, billing } = await this.of(tenantId);
    return [...technical, ...billing].map((address) => ({ address, language: null }));
  }

  /** Replaces both lists; an address given twice is kept once. */
  async edit(tenantId: string, lists: ContactLists, who: Who): Promise<ContactLists> {
    const after = { technical: once('technical', lists.technical), billing: once('billing', lists.billing) };
    return this.database.transaction(async () => {
      await this.tenants.lock(tenantId);
      const before = await this.of(tenantId);
      await this.database.manager.delete(SubscriptionContact, { tenantId });
      const rows = (['technical', 'billing'] as const).flatMap((kind) =>
        after[kind].map((email, position) => ({ tenantId, kind, position, email })),
      );
      if (rows.length > 0) await this.database.manager.insert(SubscriptionContact, rows);
      await who.record({
        tenantId,
        type: 'subscription',
        action: 'subscription.contacts_edited',
        target: { kind: 'tenant', id: tenantId },
        before: { ...before },
        after: { ...after },
      });
      return after;
    });
  }
}

function once(field: string, emails: string[]): string[] {
  const kept = [...new Map(emails.map((email) => [identityKey(email), email])).values()];
  if (kept.length > MAX_ADDRESSES)
    throw invalid(field, `At most ${MAX_ADDRESSES} addresses.`, 'too_many_addresses');
  return kept;
}
