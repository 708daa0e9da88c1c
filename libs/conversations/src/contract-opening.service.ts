import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { bytesToId, idToBytes, newId } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Consumption, Contracts } from '@tenantry/subscriptions';
import type { ContractWindow, NewContract, Opened } from '@tenantry/subscriptions';
import { openedBy, rowOf } from './session-chains';
import { insertSessions, writeChains } from './session-rows';
import type { SessionRow } from './session-rows';

interface Recorded {
  person_id: Buffer | null;
  channel: string;
  started_at: Date;
  conversation_id: string;
  initiated_by: string;
}

const ROWS_A_READ = 10_000;
const ROWS_A_WRITE = 5_000;

/** Begins contracts, counting what was recorded in their time before they were made. */
@Injectable()
export class ContractOpening {
  constructor(
    private readonly database: Database,
    private readonly contracts: Contracts,
    private readonly consumption: Consumption,
  ) {}

  /** One transaction: contract, sessions of earlier conversations, log row. Reports of the tenant wait for it. */
  open(tenantId: string, input: NewContract, who: Who): Promise<{ contractId: string; sessions: number }> {
    return this.database.transaction(async () => {
      const contract = await this.contracts.add(tenantId, input);
      const opened = await this.countRecorded(contract);
      await this.consumption.add(opened);
      const sessions = opened.reduce((sum, one) => sum + one.sessions, 0);
      await who.record({
        tenantId,
        type: 'subscription',
        action: 'contract.created',
        target: { kind: 'contract', id: contract.id },
        after: { ...input, sessionsAlreadyBegun: sessions },
      });
      return { contractId: contract.id, sessions };
    });
  }

  /**
   * Page by page on the transaction's own connection: one that waited for a second while it holds the tenant's
   * lock would wait for those who wait for that lock. The lock keeps new conversations out, so what is
   * committed now is all there is.
   */
  private async countRecorded(contract: ContractWindow): Promise<Opened[]> {
    const writer = new SessionWriter(this.database, contract);
    for (const person of ['IS NULL', 'IS NOT NULL'] as const) {
      let last: Recorded | undefined;
      do {
        const rows: Recorded[] = await this.recorded(contract, person, last);
        for (const row of rows) await writer.take(row);
        last = rows.length === ROWS_A_READ ? rows.at(-1) : undefined;
      } while (last);
    }
    return writer.finish();
  }

  /** In the order of the person index, which ends in the conversation's id. */
  private recorded(contract: ContractWindow, person: string, after?: Recorded): Promise<Recorded[]> {
    const conditions = ['tenant_id = ?', `person_id ${person}`, 'started_at >= ?'];
    const values: unknown[] = [idToBytes(contract.tenantId), new Date(contract.startsAt)];
    if (contract.endsAt !== Infinity) {
      conditions.push('started_at < ?');
      values.push(new Date(contract.endsAt));
    }
    if (after) {
      const { person_id, channel, started_at, conversation_id } = after;
      const later =
        'channel >= ? AND (channel > ? OR (started_at >= ? AND (started_at > ? OR conversation_id > ?)))';
      conditions.push(person_id ? `person_id >= ? AND (person_id > ? OR (${later}))` : later);
      if (person_id) values.push(person_id, person_id);
      values.push(channel, channel, started_at, started_at, conversation_id);
    }
    return this.database.manager.query(
      `SELECT person_id, channel, started_at, conversation_id, initiated_by
       FROM conversations FORCE INDEX (conversations_person)
       WHERE ${conditions.join(' AND ')}
       ORDER BY person_id, channel, started_at, conversation_id LIMIT ${ROWS_A_READ}`,
      values,
    );
  }
}

/** Opens sessions from conversations in order of (user, channel, start, id). */
class SessionWriter {
  private sessions: SessionRow[] = [];
  private chains: {
    contract: ContractWindow;
    personId: string;
    channel: string;
    last: number;
    isNew: true;
  }[] = [];
  private opened: Opened[] = [];

  constructor(
    private readonly database: Database,
    private readonly contract: ContractWindow,
  ) {}

  async take(row: Recorded): Promise<void> {
    const personId = row.person_id ? bytesToId(row.person_id) : null;
    const startedAt = row.started_at.getTime();
    if (personId !== null && !this.begins(personId, row.channel, startedAt)) return;
    const first = { startedAt, conversationId: row.conversation_id, initiatedBy: row.initiated_by };
    this.sessions.push(rowOf(this.contract, personId, row.channel, newId(), first));
    if (this.sessions.length >= ROWS_A_WRITE) await this.write();
  }

  async finish(): Promise<Opened[]> {
    await this.write();
    await writeChains(this.database.manager, this.chains);
    return this.opened;
  }

  private begins(personId: string, channel: string, startedAt: number): boolean {
    const chain = this.chains.at(-1);
    if (chain?.personId !== personId || chain.channel !== channel) {
      this.chains.push({ contract: this.contract, personId, channel, last: startedAt, isNew: true });
      return true;
    }
    if (startedAt < chain.last + this.contract.duration) return false;
    chain.last = startedAt;
    return true;
  }

  private async write(): Promise<void> {
    const written = this.sessions;
    this.sessions = [];
    await insertSessions(this.database.manager, written);
    // All but the last have ended; kept until the end they would grow with the tenant's history.
    await writeChains(this.database.manager, this.chains.splice(0, this.chains.length - 1));
    const [count] = openedBy(written);
    const total = this.opened[0];
    if (count && total) total.sessions += count.sessions;
    else if (count) this.opened.push(count);
  }
}
