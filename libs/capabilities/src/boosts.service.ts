import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { Clock, DomainError, invalid, newId, notFound } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Tenants } from '@tenantry/tenants';
import { IsNull, LessThanOrEqual } from 'typeorm';
import { CapabilityBoost } from './capability.entity';
import type { CapabilityKey } from './catalogue';
import { checkQuantity } from './limit-changes';
import { LimitWriter } from './limit-writer.service';
import { Limits } from './limits';
import { States } from './states.service';
import type { State } from './states.service';

export interface NewBoost {
  key: CapabilityKey;
  quantity: number;
  startsAt: Date;
  endsAt: Date;
  reason: string;
}

const MOST_AT_ONCE = 20;

/** Larger limits for a while. */
@Injectable()
export class Boosts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly tenants: Tenants,
    private readonly states: States,
    private readonly writer: LimitWriter,
  ) {}

  /** Takes its share of the pool now, though it may begin later. */
  async add(tenantId: string, input: NewBoost, who: Who): Promise<{ boostId: string }> {
    const { key, quantity, endsAt, reason } = input;
    checkQuantity(key, quantity, 'quantity');
    return this.database.transaction(async () => {
      const { countsIn } = await this.tenants.hold(tenantId);
      const state = await this.lock(tenantId, key);
      const now = this.clock.now();
      // Nothing was in force before it was saved.
      const startsAt = input.startsAt < now ? now : input.startsAt;
      checkFits(state, { quantity, startsAt, endsAt });
      const boost = { id: newId(), tenantId, capability: key, quantity, startsAt, endsAt, reason };
      const row = { ...boost, createdBy: who.actor.name, createdAt: now, settledAt: null };
      await this.writer.write([{ ...state, boosts: [...state.boosts, row] }], countsIn);
      await this.database.manager.insert(CapabilityBoost, row);
      await who.record({ tenantId, ...entryOf(row, 'capabilities.boosted'), after: said(row) });
      await this.writer.announce(tenantId, [key]);
      return { boostId: row.id };
    });
  }

  /** Ends it now, or before it begins; its share goes back to the pool. */
  end(tenantId: string, boostId: string, who: Who): Promise<void> {
    return this.database.transaction(async () => {
      const { countsIn } = await this.tenants.hold(tenantId);
      const known = await this.database.manager.findOneBy(CapabilityBoost, { id: boostId, tenantId });
      if (!known) throw notFound('boost');
      const state = await this.lock(tenantId, known.capability);
      const boost = state.boosts.find(({ id }) => id === boostId);
      const now = this.clock.now();
      if (!boost || boost.endsAt <= now)
        throw new DomainError('conflict', 'This boost has ended already.', { code: 'boost_ended' });
      const endsAt = boost.startsAt > now ? boost.startsAt : now;
      await this.settle({ ...boost, endsAt }, state, countsIn);
      await who.record({
        tenantId,
        ...entryOf(boost, 'capabilities.boost_ended'),
        before: said(boost),
        after: said({ ...boost, endsAt }),
      });
      await this.writer.announce(tenantId, [boost.capability]);
    });
  }

  /** Across tenants: those that came to their end and still hold their share. */
  due(atMost = 1_000): Promise<CapabilityBoost[]> {
    return this.database.read.find(CapabilityBoost, {
      where: { settledAt: IsNull(), endsAt: LessThanOrEqual(this.clock.now()) },
      order: { endsAt: 'ASC' },
      take: atMost,
    });
  }

  /** Gives back what an ended boost held; the limit in force needs nobody's doing. */
  expire({ tenantId, capability, id }: CapabilityBoost, who: Who): Promise<void> {
    return this.database.transaction(async () => {
      const { countsIn } = await this.tenants.hold(tenantId);
      const state = await this.lock(tenantId, capability);
      const boost = state.boosts.find((one) => one.id === id);
      // Another process was faster.
      if (!boost) return;
      await this.settle(boost, state, countsIn);
      await who.record({ ...entryOf(boost, 'capabilities.boost_ended'), before: said(boost) });
      await this.writer.announce(tenantId, [boost.capability]);
    });
  }

  private async settle(boost: CapabilityBoost, state: State, countsIn: string): Promise<void> {
    const { id, endsAt } = boost;
    const { row, base } = state;
    const before = new Date(endsAt.getTime() - 1);
    const { limit } = Limits.inForce(row, base, state.boosts, before);
    // What it covered goes over its limit at its end, whatever was before it began.
    const covered = limit === null || Limits.used(row, before, countsIn) <= limit;
    const boosts = state.boosts.filter((one) => one.id !== id);
    const after = { base, boosts, row: { ...row, overSince: covered ? null : row.overSince } };
    await this.writer.write([after], countsIn, endsAt);
    await this.database.manager.update(CapabilityBoost, { id }, { endsAt, settledAt: this.clock.now() });
  }

  private async lock(tenantId: string, key: CapabilityKey): Promise<State> {
    const [state] = (await this.states.lock([{ tenantId, key }])).values();
    return state!;
  }
}

function checkFits(state: State, boost: { quantity: number; startsAt: Date; endsAt: Date }): void {
  const { row, base, boosts } = state;
  if (boost.endsAt <= boost.startsAt)
    throw invalid('endsAt', 'A boost ends after it begins, and not in the past.', 'end_before_start');
  const { limit, free } = Limits.inForce(row, base, [], boost.startsAt);
  if (limit === null || boost.quantity <= limit - free)
    throw invalid('quantity', 'A boost is larger than the limit without it.', 'boost_not_larger');
  if (boosts.some(({ quantity, endsAt }) => quantity === boost.quantity && +endsAt === +boost.endsAt))
    throw new DomainError('conflict', 'This boost was saved already.', { code: 'boost_exists' });
  if (boosts.length >= MOST_AT_ONCE)
    throw new DomainError('conflict', `At most ${MOST_AT_ONCE} boosts of one capability. End one first.`, {
      code: 'too_many_boosts',
    });
}

const entryOf = ({ capability, tenantId }: CapabilityBoost, action: string) => ({
  type: 'settings' as const,
  action,
  target: { kind: 'capability', id: tenantId, name: capability },
});
const said = ({ id, capability, quantity, startsAt, endsAt, reason }: CapabilityBoost) => ({
  boostId: id,
  capability,
  quantity,
  startsAt: startsAt.toISOString(),
  endsAt: endsAt.toISOString(),
  reason,
});
