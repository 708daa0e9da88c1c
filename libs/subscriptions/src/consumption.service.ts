import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Database } from '@tenantry/database';
import { idToBytes } from '@tenantry/kernel';
import { ContractCounter, USED_PERMILLE } from './contract.entity';
import { LicenceThresholds } from './licence-thresholds.service';

export interface Opened {
  contractId: string;
  tenantId: string;
  sessions: number;
}

/** Adds opened sessions to what contracts consumed. */
@Injectable()
export class Consumption {
  constructor(
    private readonly database: Database,
    private readonly thresholds: LicenceThresholds,
  ) {}

  /**
   * In the transaction that writes the sessions, as its last locks: one statement for all contracts, in key
   * order. Steps are looked at only where the count has reached the mark that its counter keeps.
   */
  async add(opened: Opened[]): Promise<void> {
    const counted = opened.filter((one) => one.sessions > 0);
    if (counted.length === 0) return;
    counted.sort((a, b) => (a.contractId < b.contractId ? -1 : 1));
    await this.database.manager.query(
      `INSERT INTO contract_counters (contract_id, tenant_id, consumed)
       VALUES ${counted.map(() => '(?, ?, ?)').join(', ')}
       ON DUPLICATE KEY UPDATE consumed = consumed + VALUES(consumed), ${USED_PERMILLE}`,
      counted.flatMap((one) => [idToBytes(one.contractId), idToBytes(one.tenantId), one.sessions]),
    );
    const crossed = await this.database.manager
      .createQueryBuilder(ContractCounter, 'counter')
      .where({ contractId: In(counted.map((one) => one.contractId)) })
      .andWhere('counter.next_step_at <= counter.consumed')
      .orderBy('counter.contract_id')
      .getMany();
    const grownBy = new Map(counted.map((one) => [one.contractId, one.sessions]));
    for (const counter of crossed) await this.thresholds.decide(counter, grownBy.get(counter.contractId));
  }
}
