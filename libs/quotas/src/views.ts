import { capability } from '@tenantry/capabilities';
import type { CapabilityKey } from '@tenantry/capabilities';
import type { Refusal } from './outcome';
import type { Standing } from './overview.service';
import { fixedBy, poolShare } from './pool-bounds.service';
import type { Bounds } from './pool-bounds.service';

/** How services see it. */
export function usageView(key: CapabilityKey, standing: Standing) {
  const { kind, unit } = capability(key);
  const { limit, free, mode, used, reserved, percent, over, resetsAt } = standing;
  return {
    key,
    kind,
    unit,
    limit,
    free,
    mode,
    used,
    reserved,
    percent,
    over: over && { since: over.since.toISOString(), by: over.by },
    resetsAt: resetsAt?.toISOString() ?? null,
  };
}

/** How pages see it; of pools and of why a limit is fixed operators alone are told. */
export function listView(key: CapabilityKey, standing: Standing, bounds: Bounds | null) {
  const { group, raisedBy } = capability(key);
  const { row, base, boosts } = standing.state;
  return {
    ...usageView(key, standing),
    group,
    /** In force without a limit of the tenant's own, free part included. */
    default: base.quantity === null ? null : base.quantity + base.freeQuantity,
    defaultMode: base.mode,
    source: standing.source,
    own: row.own ? { quantity: row.ownQuantity } : null,
    ownMode: row.ownMode,
    boosts: boosts.map(({ id, quantity, startsAt, endsAt, reason }) => ({
      id,
      quantity,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
      reason,
    })),
    wouldRefuse: row.wouldRefuse,
    pool: bounds && poolShare(key, row.allocated, bounds),
    fixed: bounds && fixedBy(key, row.allocated, bounds),
    raisedBy,
  };
}

/** What would be answered to so many more at this moment, and why. */
export function explainView(key: CapabilityKey, standing: Standing, requested: number, bounds: Bounds) {
  const { limit, used, reserved, mode, resetsAt, state } = standing;
  const short = limit !== null && used + reserved + requested > limit;
  const fixed = fixedBy(key, state.row.allocated, bounds);
  const refusal: Refusal | null =
    short && limit !== null
      ? {
          key,
          limit,
          used,
          requested,
          scope: fixed ? 'system' : 'tenant',
          raisedBy: fixed ? 'operator' : capability(key).raisedBy,
          resetsAt: resetsAt?.toISOString() ?? null,
        }
      : null;
  const verdict = !short ? 'granted' : mode === 'hard' ? 'refused' : 'granted_beyond_limit';
  return {
    ...usageView(key, standing),
    requested,
    verdict: verdict as 'granted' | 'refused' | 'granted_beyond_limit',
    /** Also where a softer mode would grant it. */
    refusal,
    left: limit === null ? null : Math.max(0, limit - used - reserved),
    /** Where the limit comes from: each of these, and the largest that is in force counts. */
    limits: {
      source: standing.source,
      default: state.base.quantity === null ? null : state.base.quantity + state.base.freeQuantity,
      own: state.row.own ? { quantity: state.row.ownQuantity } : null,
      boosts: state.boosts.map(({ quantity, startsAt, endsAt }) => ({
        quantity,
        startsAt: startsAt.toISOString(),
        endsAt: endsAt.toISOString(),
      })),
    },
  };
}

export type CapabilityView = ReturnType<typeof listView>;
export type Explanation = ReturnType<typeof explainView>;
