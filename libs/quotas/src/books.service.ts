import { Injectable } from '@nestjs/common';
import { States } from '@tenantry/capabilities';
import type { StateKey } from '@tenantry/capabilities';
import { Database } from '@tenantry/database';
import { Clock } from '@tenantry/kernel';
import { CapabilityThresholds } from './capability-thresholds.service';
import { counterOf, isToTell, settleOver } from './counter';
import type { Counter } from './counter';
import type { Desk } from './desk';
import { insertKeys } from './keys';
import { countLeases, settleReservations, writeCounters, writeLeases, writeReservations } from './rows';

export interface Opened {
  /** By `stateName`. */
  counters: Map<string, Counter>;
  /** Read after the locks were had: whoever waited for them decides by the time it is now. */
  now: Date;
}

/** Opens counters for decisions, and writes what was decided; both in the running transaction. */
@Injectable()
export class Books {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly states: States,
    private readonly thresholds: CapabilityThresholds,
  ) {}

  /** Locks the counters and settles what has expired. `zones` holds the tenants' zones by id. */
  async open(keys: StateKey[], zones: ReadonlyMap<string, string>): Promise<Opened> {
    const states = await this.states.lock(keys);
    const now = this.clock.now();
    const counters = new Map<string, Counter>();
    for (const [name, state] of states)
      counters.set(name, counterOf(state, zones.get(state.row.tenantId)!, now));
    const all = [...counters.values()];
    const reserved = all.filter((counter) => counter.reserved > 0);
    const leased = all.filter((counter) => counter.kind === 'lease');
    const { manager } = this.database;
    if (reserved.length > 0) await settleReservations(manager, reserved, now.getTime());
    if (leased.length > 0) await countLeases(manager, leased, now.getTime());
    return { counters, now };
  }

  /** Steps are claimed and their mails posted before the counters are written, which keep that they were. */
  async close({ counters, now }: Opened, desk?: Desk): Promise<void> {
    const { manager } = this.database;
    const changed: Counter[] = [];
    for (const counter of counters.values()) {
      settleOver(counter, now);
      if (isToTell(counter)) await this.thresholds.tell(counter, now);
      if (counter.changed) changed.push(counter);
    }
    if (changed.length > 0) await writeCounters(manager, changed);
    if (!desk) return;
    if (desk.changedReservations.size > 0) await writeReservations(manager, [...desk.changedReservations]);
    if (desk.changedLeases.size > 0) await writeLeases(manager, [...desk.changedLeases]);
    if (desk.newKeys.length > 0) await insertKeys(manager, desk.newKeys, now.getTime());
  }
}
