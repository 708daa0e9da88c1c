import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { bytesToId, idToBytes } from '@tenantry/kernel';
import { OperationLogs } from '@tenantry/logs';
import { Outbox } from '@tenantry/mail';
import { Hosts, Tenants } from '@tenantry/tenants';
import { Audience, Thresholds } from '@tenantry/thresholds';
import type { Subject } from '@tenantry/thresholds';
import { touch } from './counter';
import type { Counter } from './counter';

type Tenant = Awaited<ReturnType<Tenants['byId']>>;

/** Capabilities tell when they are used up; the steps before that are for licences. */
const STEPS = [100];

/** The mail that tells of a capability that is used up. */
@Injectable()
export class CapabilityNotices {
  constructor(
    private readonly audience: Audience,
    private readonly hosts: Hosts,
    private readonly outbox: Outbox,
  ) {}

  async post(tenant: Tenant, { key, used, limit, resetsAt }: Counter, at: Date): Promise<void> {
    const params = {
      companyName: tenant.companyName,
      capability: key,
      limit: limit!,
      used,
      reachedAt: at.toISOString(),
      address: await this.hosts.addressOf(tenant.id),
    };
    for (const to of await this.audience.of(tenant)) {
      const envelope = { tenantId: tenant.id, to: { ...to, timeZone: tenant.timeZone } };
      await (resetsAt
        ? this.outbox.post({
            ...envelope,
            letter: 'capability-flow-threshold',
            params: { ...params, resetsAt: resetsAt.toISOString() },
          })
        : this.outbox.post({ ...envelope, letter: 'capability-threshold', params }));
    }
  }
}

/** The step at 100 % of a stock or a flow. Runs with the counter's row locked, which makes a claim happen once. */
@Injectable()
export class CapabilityThresholds {
  constructor(
    private readonly tenants: Tenants,
    private readonly thresholds: Thresholds,
    private readonly notices: CapabilityNotices,
    private readonly logs: OperationLogs,
  ) {}

  /** After its limit changed: a larger one that is above the use arms the step again, as a refill does. */
  async fitToBound(counter: Counter): Promise<void> {
    const { limit, toldAt, used } = counter;
    if (toldAt === null || limit === toldAt) return;
    const bound = limit ?? UNBOUNDED;
    if (bound > toldAt && used >= bound) return;
    if (bound > toldAt) await this.thresholds.rearm(subjectOf(counter), { used, bound });
    counter.toldAt = bound > toldAt ? null : limit;
    touch(counter);
  }

  /**
   * Claims the step and posts its mails; the counter then keeps at which bound. A disabled tenant's step waits
   * until it is enabled.
   */
  async tell(counter: Counter, at: Date): Promise<void> {
    const tenant = await this.tenants.byId(counter.tenantId);
    if (tenant.state !== 'enabled') return;
    const bound = counter.limit!;
    const subject = subjectOf(counter);
    const use = { used: counter.peak, bound, before: counter.before };
    // A larger bound than the one that was told is more of the capability, as a refill is of licences.
    if (counter.toldAt !== null) await this.thresholds.rearm(subject, { used: counter.before, bound });
    const { claimed } = await this.thresholds.evaluate(subject, use);
    counter.toldAt = bound;
    touch(counter);
    if (claimed.length === 0) return;
    await this.notices.post(tenant, counter, at);
    await this.logs.asSystem('Thresholds', tenant.id).record({
      type: 'subscription',
      action: 'capability.limit_reached',
      target: { kind: 'capability', id: counter.key },
      after: { used: counter.used, limit: bound },
    });
  }
}

/** More than any bound. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER;

/** One for each tenant and capability; of a flow one a month, so that each month tells anew. */
export function subjectOf({ tenantId, key, period }: Pick<Counter, 'tenantId' | 'key' | 'period'>): Subject {
  const hash = createHash('sha256')
    .update(idToBytes(tenantId))
    .update(`${key} ${period ?? ''}`);
  return { id: bytesToId(hash.digest().subarray(0, 16)), kind: 'capability', tenantId, steps: STEPS };
}
