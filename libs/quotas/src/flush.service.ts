import { Injectable } from '@nestjs/common';
import { stateName } from '@tenantry/capabilities';
import { Database } from '@tenantry/database';
import { OperationLogs } from '@tenantry/logs';
import { Tenants } from '@tenantry/tenants';
import type { MeteredTenant } from '@tenantry/tenants';
import { Books } from './books.service';
import type { Call } from './calls';
import type { Counter } from './counter';
import { Desk } from './desk';
import { keysOf } from './keys';
import { tenantDisabled, unknownTenant } from './outcome';
import type { Outcome } from './outcome';
import { PoolBounds } from './pool-bounds.service';
import { leasesOf, reservationsOf } from './rows';
import { TenantMemory } from './tenant-memory';

/** A call whose tenant is known and may use what it has. */
interface Admitted {
  /** Place in the flush. */
  index: number;
  tenant: MeteredTenant;
  /** Of its counter. */
  name: string;
  call: Call;
}

/** One transaction for many calls: locks the touched counters, decides in order of arrival, writes once. */
@Injectable()
export class Flush {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
    private readonly memory: TenantMemory,
    private readonly books: Books,
    private readonly bounds: PoolBounds,
    private readonly logs: OperationLogs,
  ) {}

  /**
   * In the running transaction; one outcome for each call, in their order. Unless told to look keys up it takes them
   * for new, and throws `KeyMet` where one is not.
   */
  async write(calls: Call[], lookUpKeys: boolean): Promise<Outcome[]> {
    const outcomes = new Array<Outcome>(calls.length);
    const admitted = await this.admit(calls, outcomes);
    if (admitted.length === 0) return outcomes;
    const zones = new Map(admitted.map(({ tenant }) => [tenant.id, tenant.countsIn]));
    const keys = new Map(
      admitted.map(({ name, tenant, call }) => [name, { tenantId: tenant.id, key: call.key }]),
    );
    const opened = await this.books.open([...keys.values()], zones);
    const desk = new Desk(await this.standing(admitted, opened.now.getTime(), lookUpKeys));
    const refused: { outcome: Outcome; counter: Counter }[] = [];
    for (const { index, name, call } of admitted) {
      const counter = opened.counters.get(name)!;
      const outcome = desk.decide({ ...call, counter });
      outcomes[index] = outcome;
      if (outcome.refusal) refused.push({ outcome, counter });
    }
    await this.bounds.name(refused);
    await this.recordDrifts(admitted, outcomes);
    await this.books.close(opened, desk);
    return outcomes;
  }

  /** Whoever was known a moment ago is believed to be so still; the rows of the others are held (shared). */
  private async admit(calls: Call[], outcomes: Outcome[]): Promise<Admitted[]> {
    const byRef = new Map<string, MeteredTenant | undefined>();
    for (const { tenant } of calls) if (!byRef.has(tenant)) byRef.set(tenant, this.memory.of(tenant));
    const unknown = [...byRef].flatMap(([ref, tenant]) => (tenant ? [] : [ref]));
    if (unknown.length > 0) {
      const locked = await this.tenants.lockForMetering(unknown);
      this.memory.keep(locked);
      for (const tenant of locked) byRef.set(tenant.id, tenant).set(tenant.slug, tenant);
    }
    const admitted: Admitted[] = [];
    for (const [index, call] of calls.entries()) {
      const tenant = byRef.get(call.tenant);
      if (!tenant || !call.caller.covers(tenant.id)) outcomes[index] = unknownTenant;
      else if (tenant.state === 'disabled') outcomes[index] = tenantDisabled;
      else {
        const name = stateName({ tenantId: tenant.id, key: call.key });
        admitted.push({ index, tenant, name, call });
      }
    }
    return admitted;
  }

  private async standing(admitted: Admitted[], now: number, lookUpKeys: boolean) {
    const { manager } = this.database;
    const keys: { tenantId: string; idempotencyKey: string }[] = [];
    const reservations: string[] = [];
    const leases: string[] = [];
    for (const { tenant, call } of admitted) {
      const { verb, id, idempotencyKey } = call;
      if (lookUpKeys && idempotencyKey !== null) keys.push({ tenantId: tenant.id, idempotencyKey });
      if (verb === 'commit' || verb === 'cancel') reservations.push(id!);
      else if (verb === 'heartbeat' || verb === 'end') leases.push(id!);
    }
    return {
      now,
      keys: keys.length > 0 ? await keysOf(manager, keys, now) : new Map(),
      reservations: reservations.length > 0 ? await reservationsOf(manager, reservations) : new Map(),
      leases: leases.length > 0 ? await leasesOf(manager, leases) : new Map(),
    };
  }

  /** Where a service's truth was not what had been counted, the tenant's log says so. */
  private async recordDrifts(admitted: Admitted[], outcomes: Outcome[]): Promise<void> {
    for (const { index, tenant, call } of admitted) {
      const { outcome, drift, used } = outcomes[index]!;
      if (call.verb !== 'set' || outcome !== 'granted' || !drift) continue;
      const who = call.caller.who ?? this.logs.asSystem('Product service', tenant.id);
      await this.logs.record(
        { ...who, tenantId: tenant.id },
        {
          type: 'subscription',
          action: 'capability.reconciled',
          target: { kind: 'capability', id: call.key },
          before: { used: used! - drift },
          after: { used },
        },
      );
    }
  }
}
