import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { newId } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { firstReachedFrom } from '@tenantry/thresholds';
import { Contract, ContractCounter } from './contract.entity';
import { checkContract } from './contracts.service';
import type { NewContract } from './contracts.service';
import { LedgerEntry } from './ledger-entry.entity';
import { Ledger } from './ledger.service';

export interface FirstContract extends NewContract {
  /** How many it begins with. */
  licences: number;
  reason: string;
  /** The tenant's own, or null for the usual ones. */
  thresholdSteps: readonly number[] | null;
}

/** The contract that a tenant is created with. Nothing was reported of it yet, so nothing is counted or locked. */
@Injectable()
export class FirstContracts {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
  ) {}

  /** In the transaction that adds the tenant, after its row: contract, counter, licences and log rows. */
  async add(tenantId: string, input: FirstContract, who: Who): Promise<void> {
    const { licences, reason, thresholdSteps, ...terms } = input;
    checkContract(terms);
    const id = newId();
    const target = { kind: 'contract', id };
    await this.database.insert(Contract, { id, tenantId, ...terms });
    const counter = {
      ...{ contractId: id, tenantId, purchased: licences, consumed: 0 },
      nextStepAt: firstReachedFrom(thresholdSteps, licences),
      usedPermille: licences > 0 ? 0 : null,
    };
    await this.database.insert(ContractCounter, counter);
    await who.record({ type: 'subscription', action: 'contract.created', target, after: { ...terms } });
    if (licences === 0) return;
    const begun = { reason, consumedThen: 0 };
    const entry = this.ledger.entry(counter, 'refill', licences, who, begun);
    await this.database.insert(LedgerEntry, { ...entry, begunAt: entry.validFrom });
    const after = { contractId: id, quantity: licences, reason, entryId: entry.id };
    await who.record({ type: 'subscription', action: 'licences.refilled', target, after });
  }
}
