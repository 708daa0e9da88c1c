import type { RequestRow } from '#lib/views';
import { m } from '#messages';

export type State = RequestRow['state'];

export const stateNames: Record<State, () => string> = {
  open: m.request_state_open,
  approved: m.request_state_approved,
  partly_approved: m.request_state_partly_approved,
  declined: m.request_state_declined,
  withdrawn: m.request_state_withdrawn,
};

export const states = Object.keys(stateNames) as State[];

/** In what a request's quantity is counted; a capability that is newer than this page is counted as it is. */
export const unitOf = (key: string): string => (key === 'disk' ? 'bytes' : key);
