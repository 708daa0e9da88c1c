import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { Clock } from '@tenantry/kernel';
import { OperationLogs } from '@tenantry/logs';
import { Outbox } from '@tenantry/mail';
import { Hosts, Tenants } from '@tenantry/tenants';
import { Audience, Thresholds } from '@tenantry/thresholds';
import type { Subject, Use } from '@tenantry/thresholds';
import { ContractCounter } from './contract.entity';
import { Contracts } from './contracts.service';

type Tenant = Awaited<ReturnType<Tenants['byId']>>;

/** The mail that tells of steps. */
@Injectable()
export class ThresholdNotices {
  constructor(
    private readonly audience: Audience,
    private readonly hosts: Hosts,
    private readonly outbox: Outbox,
  ) {}

  async post(tenant: Tenant, contractId: string, claimed: number[], use: Use, at: Date): Promise<void> {
    const address = await this.hosts.addressOf(tenant.id);
    const params = {
      companyName: tenant.companyName,
      contractId,
      steps: claimed.map((step) => ({ step, reachedAt: at.toISOString() })),
      highest: claimed.at(-1)!,
      consumed: use.used,
      purchased: use.bound,
      available: use.bound - use.used,
      address,
    };
    for (const to of await this.audience.of(tenant))
      await this.outbox.post({
        tenantId: tenant.id,
        letter: 'threshold',
        to: { ...to, timeZone: tenant.timeZone },
        params,
      });
  }
}

/** Steps of a contract's licences. Every method runs with the contract's counter row locked. */
@Injectable()
export class LicenceThresholds {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly tenants: Tenants,
    private readonly thresholds: Thresholds,
    private readonly notices: ThresholdNotices,
    private readonly logs: OperationLogs,
  ) {}

  /** Claims what was reached and posts its mails. A disabled tenant's steps wait until it is enabled. */
  async decide(counter: ContractCounter, grownBy = 0): Promise<void> {
    const tenant = await this.tenants.byId(counter.tenantId);
    if (tenant.state !== 'enabled') return;
    const use = { ...useOf(counter), before: counter.consumed - grownBy };
    const { claimed, nextAt } = await this.thresholds.evaluate(subjectOf(counter, tenant), use);
    await this.remember(counter, nextAt);
    if (claimed.length === 0) return;
    await this.notices.post(tenant, counter.contractId, claimed, use, this.clock.now());
    await this.logs.asSystem('Thresholds', tenant.id).record({
      type: 'subscription',
      action: 'licences.steps_reached',
      target: { kind: 'contract', id: counter.contractId },
      after: { steps: claimed, consumed: use.used, purchased: use.bound },
    });
  }

  /** After licences were added: arms again the steps that are now above use, then decides the rest. */
  async afterRefill(counter: ContractCounter): Promise<void> {
    const tenant = await this.tenants.byId(counter.tenantId);
    const { nextAt } = await this.thresholds.rearm(subjectOf(counter, tenant), useOf(counter));
    await this.remember(counter, nextAt);
    await this.decide(counter);
  }

  /** When each step was reached in the arming in force. */
  async standing(tenantId: string, contractId: string): Promise<{ step: number; reachedAt: Date | null }[]> {
    const tenant = await this.tenants.byId(tenantId);
    return this.thresholds.standing(subjectOf({ contractId, tenantId }, tenant));
  }

  private async remember(counter: ContractCounter, nextAt: number | null): Promise<void> {
    if (counter.nextStepAt === nextAt) return;
    counter.nextStepAt = nextAt;
    await this.database.manager.update(
      ContractCounter,
      { contractId: counter.contractId },
      { nextStepAt: nextAt },
    );
  }
}

/** Decides what was held back while a tenant was disabled. */
@Injectable()
export class HeldThresholds {
  constructor(
    private readonly contracts: Contracts,
    private readonly thresholds: LicenceThresholds,
  ) {}

  /** In the running transaction that enables the tenant. */
  async decide(tenantId: string): Promise<void> {
    const ids = [...(await this.contracts.countersOf(tenantId)).keys()].sort();
    for (const id of ids) await this.thresholds.decide(await this.contracts.lockCounter(id));
  }
}

const useOf = (counter: ContractCounter): Use => ({ used: counter.consumed, bound: counter.purchased });

const subjectOf = (counter: { contractId: string; tenantId: string }, tenant: Tenant): Subject => ({
  id: counter.contractId,
  kind: 'contract',
  tenantId: counter.tenantId,
  steps: tenant.thresholdSteps,
});
