import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { Database, IdempotencyKeys } from '@tenantry/database';
import { Clock, DomainError, idToBytes, invalid, newId } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { ContractCounter, USED_PERMILLE } from './contract.entity';
import { Contracts } from './contracts.service';
import { LedgerDue, LedgerEntry } from './ledger-entry.entity';
import { LicenceThresholds } from './licence-thresholds.service';

export interface Refill {
  contractId: string;
  idempotencyKey: string;
  quantity: number;
  reason: string;
  reference?: string;
  requestedBy?: string;
  validFrom?: Date;
  validTo?: Date;
}

export interface Removal {
  contractId: string;
  idempotencyKey: string;
  quantity: number;
  reason: string;
  force: boolean;
}

export const MAX_QUANTITY = 1_000_000_000;
const verbs = { refill: 'licences.refilled', remove: 'licences.removed' };

/** The purchase history: append-only rows of plus and minus licences. */
@Injectable()
export class Ledger {
  constructor(
    private readonly database: Database,
    private readonly keys: IdempotencyKeys,
    private readonly clock: Clock,
    private readonly contracts: Contracts,
    private readonly thresholds: LicenceThresholds,
  ) {}

  /** Adds licences, from now or from `validFrom` on. A retry with the same key adds nothing. */
  refill(tenantId: string, input: Refill, who: Who): Promise<{ entryId: string }> {
    return this.once('refill', tenantId, input, who, async (counter) => {
      const now = this.clock.now();
      const validFrom = input.validFrom ?? now;
      if (input.validTo && input.validTo <= (validFrom > now ? validFrom : now))
        throw invalid('validTo', 'The last day must lie ahead and after the first.', 'end_before_start');
      const entry = this.entry(counter, 'refill', input.quantity, who, {
        reason: input.reason,
        reference: input.reference ?? null,
        requestedBy: input.requestedBy ?? null,
        validFrom,
        validTo: input.validTo ?? null,
      });
      const begins = validFrom <= now;
      await this.append(entry, begins ? counter : null);
      if (begins) await this.thresholds.afterRefill(counter);
      else await this.schedule(entry, 'begin', validFrom);
      if (input.validTo) await this.schedule(entry, 'expire', input.validTo);
      return entry;
    });
  }

  /** Takes licences away; below what is consumed only when forced. */
  remove(tenantId: string, input: Removal, who: Who): Promise<{ entryId: string }> {
    return this.once('remove', tenantId, input, who, async (counter) => {
      const available = counter.purchased - counter.consumed;
      if (input.quantity > available && !input.force)
        throw new DomainError(
          'conflict',
          `Only ${Math.max(0, available)} licences are left unused. Removing more leaves the tenant in overage.`,
          { field: 'quantity', code: 'below_consumed', available },
        );
      const entry = this.entry(counter, 'removal', -input.quantity, who, { reason: input.reason });
      await this.append(entry, counter);
      await this.thresholds.decide(counter);
      return entry;
    });
  }

  /** Newest first, one row more than `limit` when there is a next page; the balance counts rows that have begun. */
  async list(
    tenantId: string,
    contractId: string,
    cursor: string | undefined,
    limit: number,
  ): Promise<(LedgerEntry & { balance: number })[]> {
    await this.contracts.byId(tenantId, contractId);
    const rows = await this.database.read.find(LedgerEntry, {
      where: { tenantId, contractId, ...(cursor && { id: LessThan(cursor) }) },
      order: { id: 'DESC' },
      take: limit + 1,
    });
    if (rows.length === 0) return [];
    const [sum] = await this.database.query<{ balance: string }[]>(
      `SELECT COALESCE(SUM(quantity), 0) AS balance FROM ledger_entries
       WHERE contract_id = ? AND id <= ? AND begun_at IS NOT NULL`,
      [idToBytes(contractId), idToBytes(rows[0]!.id)],
    );
    let balance = Number(sum!.balance);
    return rows.map((row) => {
      const withBalance = { ...row, balance };
      if (row.begunAt) balance -= row.quantity;
      return withBalance;
    });
  }

  /** A new row for `counter`'s contract, valid from now on unless told otherwise. */
  entry(
    counter: ContractCounter,
    kind: LedgerEntry['kind'],
    quantity: number,
    who: Who,
    rest: Partial<LedgerEntry> & { reason: string },
  ): LedgerEntry {
    const now = this.clock.now();
    return {
      id: newId(),
      tenantId: counter.tenantId,
      contractId: counter.contractId,
      kind,
      quantity,
      reference: null,
      requestedBy: null,
      lotId: null,
      validFrom: now,
      validTo: null,
      begunAt: null,
      consumedThen: null,
      recordedBy: who.actor.name.slice(0, 255),
      createdAt: now,
      ...rest,
    };
  }

  /** Writes the row; with the locked counter it takes effect at once. */
  async append(entry: LedgerEntry, counter: ContractCounter | null): Promise<void> {
    if (counter) {
      entry.begunAt = this.clock.now();
      entry.consumedThen = counter.consumed;
    }
    await this.database.manager.insert(LedgerEntry, entry);
    if (counter) await this.addToPurchased(counter, entry.quantity);
  }

  async addToPurchased(counter: ContractCounter, quantity: number): Promise<void> {
    counter.purchased += quantity;
    await this.database.manager.query(
      `UPDATE contract_counters SET purchased = ?, ${USED_PERMILLE} WHERE contract_id = ?`,
      [counter.purchased, idToBytes(counter.contractId)],
    );
  }

  private async schedule(entry: LedgerEntry, event: LedgerDue['event'], dueAt: Date): Promise<void> {
    await this.database.manager.insert(LedgerDue, {
      dueAt,
      entryId: entry.id,
      event,
      tenantId: entry.tenantId,
    });
  }

  private async once(
    verb: 'refill' | 'remove',
    tenantId: string,
    input: Refill | Removal,
    who: Who,
    write: (counter: ContractCounter) => Promise<LedgerEntry>,
  ): Promise<{ entryId: string }> {
    if (!Number.isInteger(input.quantity) || input.quantity < 1 || input.quantity > MAX_QUANTITY)
      throw invalid('quantity', `A whole number from 1 to ${MAX_QUANTITY}.`, 'out_of_range');
    return this.database.transaction(async () => {
      let repeated = true;
      const { entryId } = await this.keys.run(
        `ledger.${verb}:${tenantId}`,
        input.idempotencyKey,
        input,
        async () => {
          repeated = false;
          await this.contracts.byId(tenantId, input.contractId);
          const entry = await write(await this.contracts.lockCounter(input.contractId));
          return { entryId: entry.id };
        },
      );
      await who.record({
        tenantId,
        type: 'subscription',
        // A retry changed nothing, and yet somebody made it.
        action: repeated ? `licences.${verb}_repeated` : verbs[verb],
        target: { kind: 'contract', id: input.contractId },
        after: { ...input, entryId },
      });
      return { entryId };
    });
  }
}
