import { Injectable } from '@nestjs/common';
import { Clock } from '@tenantry/kernel';
import { Contacts } from './contacts.service';
import type { ContactLists } from './contacts.service';
import type { Contract, ContractCounter } from './contract.entity';
import { Contracts } from './contracts.service';
import { LicenceThresholds } from './licence-thresholds.service';

export interface Tiles {
  allocated: number;
  consumed: number;
  /** Never below zero; what was used beyond is `overage`. */
  available: number;
  overage: number;
}

export interface ContractView {
  id: string;
  type: 'session';
  sessionMinutes: number;
  startsAt: string;
  endsAt: string | null;
  state: 'upcoming' | 'running' | 'ended';
  tiles: Tiles;
}

export interface OverviewView {
  /** The one in force, else the last one that ended, else the next one. */
  contract: ContractView | null;
  contracts: ContractView[];
  tiles: Tiles | null;
  steps: { step: number; reachedAt: string | null }[];
  contacts: ContactLists;
}

@Injectable()
export class Overview {
  constructor(
    private readonly contracts: Contracts,
    private readonly thresholds: LicenceThresholds,
    private readonly contacts: Contacts,
    private readonly clock: Clock,
  ) {}

  async of(tenantId: string): Promise<OverviewView> {
    const [contracts, counters, contacts] = await Promise.all([
      this.contracts.of(tenantId),
      this.contracts.countersOf(tenantId),
      this.contacts.of(tenantId),
    ]);
    const now = this.clock.now();
    const views = contracts.map((contract) => view(contract, counters.get(contract.id), now));
    const contract =
      views.find((one) => one.state === 'running') ??
      views.find((one) => one.state === 'ended') ??
      views.at(-1) ??
      null;
    const steps = contract ? await this.thresholds.standing(tenantId, contract.id) : [];
    return {
      contract,
      contracts: views,
      tiles: contract?.tiles ?? null,
      steps: steps.map(({ step, reachedAt }) => ({ step, reachedAt: reachedAt?.toISOString() ?? null })),
      contacts,
    };
  }
}

function view(contract: Contract, counter: ContractCounter | undefined, now: Date): ContractView {
  const allocated = counter?.purchased ?? 0;
  const consumed = counter?.consumed ?? 0;
  const ended = contract.endsAt !== null && contract.endsAt <= now;
  return {
    id: contract.id,
    type: contract.type,
    sessionMinutes: contract.sessionMinutes ?? 0,
    startsAt: contract.startsAt.toISOString(),
    endsAt: contract.endsAt?.toISOString() ?? null,
    state: contract.startsAt > now ? 'upcoming' : ended ? 'ended' : 'running',
    tiles: {
      allocated,
      consumed,
      available: Math.max(0, allocated - consumed),
      overage: Math.max(0, consumed - allocated),
    },
  };
}
