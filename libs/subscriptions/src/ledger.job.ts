import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import { Database, Repeating } from '@tenantry/database';
import { bytesToId, Clock, SECOND } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { OperationLogs } from '@tenantry/logs';
import { unburnt } from './burn';
import type { BurnRow } from './burn';
import { Contracts } from './contracts.service';
import { LedgerDue, LedgerEntry } from './ledger-entry.entity';
import { Ledger } from './ledger.service';
import { LicenceThresholds } from './licence-thresholds.service';

const EVERY = 15 * SECOND;

type Counter = Awaited<ReturnType<Contracts['lockCounter']>>;

/** What happens to a lot at its times, with the contract's counter locked. */
@Injectable()
export class LedgerEffects {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly thresholds: LicenceThresholds,
  ) {}

  async begin(entry: LedgerEntry, counter: Counter, who: Who): Promise<void> {
    await this.database.manager.update(
      LedgerEntry,
      { id: entry.id },
      { begunAt: this.clock.now(), consumedThen: counter.consumed },
    );
    await this.ledger.addToPurchased(counter, entry.quantity);
    await who.record({
      type: 'subscription',
      action: 'licences.begun',
      target: { kind: 'contract', id: entry.contractId },
      after: { entryId: entry.id, quantity: entry.quantity },
    });
    await this.thresholds.afterRefill(counter);
  }

  /** Writes a row of minus what the lot has left. Later use cannot have burnt it, so this is final. */
  async expire(lot: LedgerEntry, counter: Counter, who: Who): Promise<void> {
    const rows = await this.begunRows(lot.contractId);
    const rest = unburnt(rows, counter.consumed).get(lot.id) ?? 0;
    if (rest === 0) return;
    const entry = this.ledger.entry(counter, 'expiry', -rest, who, {
      reason: 'Validity ended',
      lotId: lot.id,
    });
    await this.ledger.append(entry, counter);
    await who.record({
      type: 'subscription',
      action: 'licences.expired',
      target: { kind: 'contract', id: lot.contractId },
      after: { entryId: entry.id, lotId: lot.id, quantity: -rest },
    });
    await this.thresholds.decide(counter);
  }

  /** Use never shrinks, so it tells the order in which rows took effect better than the clocks of processes. */
  private async begunRows(contractId: string): Promise<BurnRow[]> {
    const rows = await this.database.manager.find(LedgerEntry, {
      where: { contractId, begunAt: Not(IsNull()) },
      order: { consumedThen: 'ASC', begunAt: 'ASC', id: 'ASC' },
    });
    return rows.map(({ id, quantity, lotId, validTo, consumedThen }) => ({
      id,
      quantity,
      lotId,
      validTo,
      consumedThen: consumedThen ?? 0,
    }));
  }
}

/** Lets ledger rows begin and expire at their time. Any process may; a due row is taken by one only. */
@Injectable()
export class LedgerJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(LedgerJob.name);
  private readonly repeating = new Repeating(EVERY, () => this.run(), this.logger);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly logs: OperationLogs,
    private readonly contracts: Contracts,
    private readonly effects: LedgerEffects,
  ) {}

  onApplicationBootstrap(): void {
    this.repeating.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.repeating.stop();
  }

  /**
   * Does all that is due, one row a transaction. A row that fails waits for the next run, the others do not; those of
   * a disabled tenant wait until it is enabled.
   */
  async run(): Promise<void> {
    const failed: Buffer[] = [];
    while (!this.repeating.signal.aborted && (await this.one(failed)));
  }

  private async one(failed: Buffer[]): Promise<boolean> {
    let taken: Buffer | undefined;
    try {
      return await this.database.transaction(async () => {
        const [due] = await this.database.manager.query(
          `SELECT due_at, entry_id, event FROM ledger_due
           WHERE due_at <= ? ${failed.length > 0 ? 'AND entry_id NOT IN (?)' : ''}
             AND NOT EXISTS (SELECT 1 FROM tenants t WHERE t.id = ledger_due.tenant_id AND t.state = 'disabled')
           ORDER BY due_at, entry_id, event LIMIT 1 FOR UPDATE SKIP LOCKED`,
          [this.clock.now(), failed],
        );
        taken = due?.entry_id;
        if (due) await this.settle(due);
        return due !== undefined;
      });
    } catch (error) {
      if (!taken) throw error;
      failed.push(taken);
      this.logger.error({ err: error, entry: bytesToId(taken) }, 'a ledger row could not begin or expire');
      return true;
    }
  }

  private async settle(due: { due_at: Date; entry_id: Buffer; event: LedgerDue['event'] }): Promise<void> {
    const { manager } = this.database;
    const id = bytesToId(due.entry_id);
    const { contractId, tenantId } = await manager.findOneByOrFail(LedgerEntry, { id });
    const counter = await this.contracts.lockCounter(contractId);
    const entry = await manager.findOneByOrFail(LedgerEntry, { id });
    const who = this.logs.asSystem('Ledger', tenantId);
    // Another process may have taken the end of a lot while this one takes its begin, or the other way round.
    if (entry.begunAt === null) await this.effects.begin(entry, counter, who);
    if (due.event === 'expire') await this.effects.expire(entry, counter, who);
    await manager.delete(LedgerDue, { dueAt: due.due_at, entryId: id, event: due.event });
  }
}
