import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Database } from '@tenantry/database';
import { Clock, DomainError, idToBytes, invalid, MINUTE, newId, notFound } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Tenants } from '@tenantry/tenants';
import { Contract, ContractCounter } from './contract.entity';

export interface NewContract {
  type: 'session';
  sessionMinutes: number;
  startsAt: Date;
  endsAt: Date | null;
}

/** What counting needs to know of a contract, in milliseconds. */
export interface ContractWindow {
  id: string;
  tenantId: string;
  duration: number;
  startsAt: number;
  endsAt: number;
}

/** A conversation may begin this far in the future, so an end must lie behind it. */
export const FUTURE_TOLERANCE = 5 * MINUTE;
export const MAX_SESSION_MINUTES = 31 * 24 * 60;

@Injectable()
export class Contracts {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
    private readonly clock: Clock,
  ) {}

  /** Newest first. */
  of(tenantId: string): Promise<Contract[]> {
    return this.database.read.find(Contract, { where: { tenantId }, order: { startsAt: 'DESC' } });
  }

  async byId(tenantId: string, id: string): Promise<Contract> {
    const contract = await this.database.read.findOneBy(Contract, { tenantId, id });
    if (!contract) throw notFound('contract');
    return contract;
  }

  async countersOf(tenantId: string): Promise<Map<string, ContractCounter>> {
    const counters = await this.database.read.findBy(ContractCounter, { tenantId });
    return new Map(counters.map((counter) => [counter.contractId, counter]));
  }

  /** Across tenants: the session contracts of all named ones. Stable while their tenants' rows are locked. */
  async windowsOfMany(tenantIds: string[]): Promise<ContractWindow[]> {
    if (tenantIds.length === 0) return [];
    const contracts = await this.database.read.findBy(Contract, { tenantId: In(tenantIds), type: 'session' });
    return contracts.map(windowOf);
  }

  /**
   * Adds a contract in the running transaction. The tenant's row is locked until its end, so that no
   * conversation is counted meanwhile. Contracts of a tenant never overlap: a conversation has one at most.
   */
  async add(tenantId: string, input: NewContract): Promise<ContractWindow> {
    checkContract(input);
    await this.tenants.lock(tenantId);
    const others = await this.of(tenantId);
    const clash = others.find((other) => overlaps(windowOf(other), input));
    if (clash)
      throw new DomainError('conflict', 'Another contract of this tenant covers part of that time.', {
        field: 'startsAt',
        code: 'contract_overlap',
        contractId: clash.id,
        startsAt: clash.startsAt.toISOString(),
        endsAt: clash.endsAt?.toISOString() ?? null,
      });
    const contract = { id: newId(), tenantId, ...input };
    await this.database.manager.insert(Contract, contract);
    await this.database.manager.insert(ContractCounter, { contractId: contract.id, tenantId });
    return windowOf(contract);
  }

  /** Sets or moves the end of a contract that still runs, to a moment no conversation can have reached yet. */
  async end(tenantId: string, id: string, endsAt: Date, who: Who): Promise<void> {
    await this.database.transaction(async () => {
      await this.tenants.lock(tenantId);
      const contract = await this.byId(tenantId, id);
      const earliest = this.clock.now().getTime() + FUTURE_TOLERANCE;
      if (contract.endsAt && contract.endsAt.getTime() <= earliest)
        throw new DomainError('conflict', 'This contract has ended. Make a new one to renew it.', {
          field: 'endsAt',
          code: 'contract_ended',
        });
      if (endsAt.getTime() <= earliest || endsAt <= contract.startsAt)
        throw invalid(
          'endsAt',
          'The end must lie more than five minutes ahead, after the start.',
          'end_too_early',
        );
      const later = (await this.of(tenantId)).filter((other) => other.startsAt > contract.startsAt);
      if (later.some((other) => other.startsAt < endsAt))
        throw new DomainError('conflict', 'The next contract begins before that.', {
          field: 'endsAt',
          code: 'contract_overlap',
        });
      await this.database.manager.update(Contract, { tenantId, id }, { endsAt });
      await who.record({
        tenantId,
        type: 'subscription',
        action: 'contract.end_set',
        target: { kind: 'contract', id },
        before: { endsAt: contract.endsAt },
        after: { endsAt },
      });
    });
  }

  /** The counter under its lock: the last lock a transaction takes. */
  async lockCounter(contractId: string): Promise<ContractCounter> {
    const counter = await this.database.manager
      .createQueryBuilder(ContractCounter, 'counter')
      .where('counter.contractId = :id', { id: idToBytes(contractId) })
      .setLock('pessimistic_write')
      .getOneOrFail();
    return counter;
  }
}

const windowOf = (contract: Omit<Contract, 'createdAt'>): ContractWindow => ({
  id: contract.id,
  tenantId: contract.tenantId,
  duration: (contract.sessionMinutes ?? 0) * MINUTE,
  startsAt: contract.startsAt.getTime(),
  endsAt: contract.endsAt?.getTime() ?? Infinity,
});

const overlaps = (one: ContractWindow, other: NewContract) =>
  one.startsAt < (other.endsAt?.getTime() ?? Infinity) && other.startsAt.getTime() < one.endsAt;

/** Throws the first fault, naming its field. */
export function checkContract({ sessionMinutes, startsAt, endsAt }: NewContract): void {
  if (!Number.isInteger(sessionMinutes) || sessionMinutes < 1 || sessionMinutes > MAX_SESSION_MINUTES)
    throw invalid('sessionMinutes', `A session lasts 1 to ${MAX_SESSION_MINUTES} minutes.`, 'out_of_range');
  if (endsAt && endsAt <= startsAt)
    throw invalid('endsAt', 'The end must be after the start.', 'end_before_start');
}
