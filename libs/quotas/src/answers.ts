import type { Counter } from './counter';
import { refused } from './outcome';
import type { Outcome } from './outcome';

export const granted = ({ used, reserved, limit }: Counter): Outcome =>
  reserved === 0 ? { outcome: 'granted', used, limit } : { outcome: 'granted', used, reserved, limit };

/** What was granted once is a repeat from then on; what was not stays what it was. */
export const again = (first: Outcome): Outcome =>
  first.outcome === 'granted' ? { ...first, outcome: 'repeat' } : first;

export function atLimit(counter: Counter, limit: number, requested: number): Outcome {
  const { key, used, reserved, raisedBy, resetsAt } = counter;
  const held = reserved > 0 ? ` and ${reserved} reserved` : '';
  return {
    ...refused('capability_limit', `The limit of ${key} is ${limit}, of which ${used} are used${held}.`),
    used,
    ...(reserved > 0 && { reserved }),
    limit,
    refusal: {
      key,
      limit,
      used,
      requested,
      scope: 'tenant',
      raisedBy,
      resetsAt: resetsAt?.toISOString() ?? null,
    },
  };
}

export const unknownReservation = refused('unknown_reservation', 'There is no such reservation.');
export const unknownLease = refused('unknown_lease', 'There is no such lease.');
export const over = {
  expired: refused('reservation_expired', 'Its time has passed and its units are free again. Reserve anew.'),
  cancelled: refused('reservation_cancelled', 'It was cancelled. Reserve anew.'),
};
