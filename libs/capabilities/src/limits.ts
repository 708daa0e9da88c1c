import { localDay } from '@tenantry/kernel';
import type { CapabilityBoost, CapabilityDefault, CapabilityState } from './capability.entity';
import { capability } from './catalogue';
import type { Mode } from './catalogue';

export interface LimitInForce {
  /** Free part included; null is unlimited. */
  limit: number | null;
  free: number;
  mode: Mode;
  source: 'default' | 'own' | 'boost';
}

type OwnLimit = Pick<CapabilityState, 'own' | 'ownQuantity' | 'ownMode'>;
type DefaultLimit = Pick<CapabilityDefault, 'quantity' | 'freeQuantity' | 'mode'>;
type Boost = Pick<CapabilityBoost, 'quantity' | 'startsAt' | 'endsAt'>;

/**
 * More than any number that can be set; what an unlimited limit holds of an unlimited pool, so that a later bound
 * shows it. Small enough for pools to add it up exactly for hundreds of thousands of tenants.
 */
export const UNLIMITED_SHARE = 10_000_000_000;

/** The quantity without boosts: the tenant's own, else the default. Null is unlimited. */
const baseOf = (row: Pick<OwnLimit, 'own' | 'ownQuantity'> | null, base: DefaultLimit): number | null =>
  row?.own ? row.ownQuantity : base.quantity;

/** What the limit is at a moment. Pure: nothing has to run for a boost to begin or to end. */
function inForce(row: OwnLimit | null, base: DefaultLimit, boosts: readonly Boost[], at: Date): LimitInForce {
  const free = base.freeQuantity;
  const mode = row?.ownMode ?? base.mode;
  const own = baseOf(row, base);
  if (own === null) return { limit: null, free, mode, source: row?.own ? 'own' : 'default' };
  const boosted = largest(boosts.filter(({ startsAt, endsAt }) => startsAt <= at && at < endsAt));
  if (boosted > own) return { limit: free + boosted, free, mode, source: 'boost' };
  return { limit: free + own, free, mode, source: row?.own ? 'own' : 'default' };
}

/** A limit and the stretch of time in which it holds unless somebody changes something: boosts begin and end. */
export interface Stretch {
  limit: LimitInForce;
  /** Milliseconds, the first that is in it and the first that is not; infinite where nothing is due. */
  from: number;
  until: number;
}

function stretch(row: OwnLimit | null, base: DefaultLimit, boosts: readonly Boost[], at: Date): Stretch {
  const now = at.getTime();
  const bounds = boosts.flatMap(({ startsAt, endsAt }) => [startsAt.getTime(), endsAt.getTime()]);
  return {
    limit: inForce(row, base, boosts, at),
    from: Math.max(-Infinity, ...bounds.filter((bound) => bound <= now)),
    until: Math.min(Infinity, ...bounds.filter((bound) => bound > now)),
  };
}

/** What it takes from its pool: the larger of the quantity and every boost that is not settled, begun or not. */
function share(
  row: Pick<OwnLimit, 'own' | 'ownQuantity'> | null,
  base: DefaultLimit,
  unsettled: readonly Pick<Boost, 'quantity'>[],
): number {
  const own = baseOf(row, base);
  return own === null ? UNLIMITED_SHARE : Math.max(own, largest(unsettled));
}

const largest = (boosts: readonly Pick<Boost, 'quantity'>[]): number =>
  boosts.reduce((most, { quantity }) => Math.max(most, quantity), 0);

/** First day of the calendar month in the zone: what a flow counts in. */
const period = (at: Date, zone: string): string => `${localDay(at, zone).slice(0, 7)}-01`;

/**
 * What counts at a moment: what a flow used in an earlier month does not. A later one goes on where a change of
 * zone turned the calendar back.
 */
function used(row: Pick<CapabilityState, 'capability' | 'used' | 'period'>, at: Date, zone: string): number {
  if (capability(row.capability).kind !== 'flow') return row.used;
  return row.period !== null && row.period >= period(at, zone) ? row.used : 0;
}

export const Limits = { inForce, stretch, share, period, used };
