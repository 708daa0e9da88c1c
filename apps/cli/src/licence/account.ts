import { graceEndOf, pools, stateAt } from '@tenantry/licence';
import type { Preview, Terms } from '@tenantry/licence';

const states = {
  valid: 'valid now',
  grace: 'over; in its grace days',
  expired: 'over',
  not_yet_valid: 'not valid yet',
};
const number = new Intl.NumberFormat('en');
const sizeOf = (size: number | null) => (size === null ? 'unlimited' : number.format(size));
const row = (name: string, value: string) => `  ${name.padEnd(20)}${value}`;

/** What a licence grants, for a person to read. */
export function account(terms: Terms, now: Date): string {
  const graceEnd = graceEndOf(terms);
  return [
    row('licence', `${terms.id}, version ${terms.version}`),
    row('customer', terms.customer),
    row('issued', terms.issuedAt.toISOString()),
    row('valid from', terms.validFrom.toISOString()),
    row('valid to', terms.validTo?.toISOString() ?? 'no end'),
    row('grace', graceEnd ? `${terms.graceDays} days, to ${graceEnd.toISOString()}` : 'none needed'),
    row('state', states[stateAt(terms, now)]),
    row('features', terms.features ? [...terms.features].sort().join(', ') || 'none' : 'all'),
    ...pools.map((pool) => row(pool, sizeOf(terms.pools[pool]))),
  ].join('\n');
}

/** What it would change where it is installed. */
export function difference({ before, pools: changes, features }: Preview): string {
  const replaced =
    before.source === 'evaluation'
      ? 'the evaluation licence'
      : `${before.id}, version ${before.version}, for ${before.customer}`;
  const lines = changes.map(({ pool, before: was, size, allocated, excess }) =>
    row(
      pool,
      `${sizeOf(was)} → ${sizeOf(size)}, ${number.format(allocated)} allocated` +
        (excess > 0 ? `: ${number.format(excess)} beyond it, which stay` : ''),
    ),
  );
  const listed = (keys: string[] | null) => (keys ? `${keys.length} named` : 'all');
  return [
    `Replaces ${replaced}:`,
    ...lines,
    row('features', `${listed(features.before)} → ${listed(features.after)}`),
    ...(features.gained.length > 0 ? [row('  gained', features.gained.join(', '))] : []),
    ...(features.lost.length > 0 ? [row('  lost', features.lost.join(', '))] : []),
  ].join('\n');
}
