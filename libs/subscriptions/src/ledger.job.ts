import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import { Database } from '@tenantry/database';
import { bytesToId, Clock, newId, SECOND } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { OperationLogs } from '@tenantry/logs';
import { unburnt } from './burn';
import type { BurnRow } from './burn';
import { Contracts } from './contracts.service';
import { LedgerDue, LedgerEntry } from './ledger-entry.entity';
import { Ledger } from './ledger.service';
import { LicenceThresholds } from './licence-thresholds.service';

const EVERY = 15 * SECOND;

/** What happens to a lot at its times, with the contract's counter locked. */
@Injectable()
export class LedgerEffects {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly thresholds: LicenceThresholds,
  ) {}

  async begin(entry: LedgerEntry, counter: Awaited<ReturnType<Contracts['lockCounter']>>): Promise<void> {
    await this.database.manager.update(
      LedgerEntry,
      { id: entry.id },
      { begunAt: this.clock.now(), consumedThen: counter.consumed },
    );
    await this.ledger.addToPurchased(counter, entry.quantity);
    await this.thresholds.afterRefill(counter);
  }

  /** Writes a row of minus what the lot has left. Later use cannot have burnt it, so this is final. */
  async expire(
    lot: LedgerEntry,
    counter: Awaited<ReturnType<Contracts['lockCounter']>>,
    who: Who,
  ): Promise<void> {
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

  private async begunRows(contractId: string): Promise<BurnRow[]> {
    const rows = await this.database.manager.find(LedgerEntry, {
      where: { contractId, begunAt: Not(IsNull()) },
      order: { begunAt: 'ASC', id: 'ASC' },
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
export class LedgerJob implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(LedgerJob.name);
  private timer?: NodeJS.Timeout;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly logs: OperationLogs,
    private readonly contracts: Contracts,
    private readonly effects: LedgerEffects,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => {
      this.running = this.run().catch((error: unknown) => this.logger.error(error));
    }, EVERY);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Does all that is due, one row a transaction. */
  async run(): Promise<void> {
    while (await this.one());
  }

  private one(): Promise<boolean> {
    return this.database.transaction(async () => {
      const [due] = await this.database.manager.query(
        `SELECT due_at, entry_id, event FROM ledger_due WHERE due_at <= ?
         ORDER BY due_at, entry_id, event LIMIT 1 FOR UPDATE SKIP LOCKED`,
        [this.clock.now()],
      );
      if (!due) return false;
      const entryId = bytesToId(due.entry_id);
      const entry = await this.database.manager.findOneByOrFail(LedgerEntry, { id: entryId });
      const counter = await this.contracts.lockCounter(entry.contractId);
      if (due.event === 'begin') await this.effects.begin(entry, counter);
      else await this.effects.expire(entry, counter, this.system(entry.tenantId));
      await this.database.manager.delete(LedgerDue, { dueAt: due.due_at, entryId, event: due.event });
      return true;
    });
  }

  private system(tenantId: string): Who {
    const who = {
      actor: { kind: 'system' as const, id: null, name: 'Ledger' },
      tenantId,
      host: null,
      ip: null,
      userAgent: null,
      requestId: newId(),
    };
    return { ...who, record: (entry) => this.logs.record(who, entry) };
  }
}
