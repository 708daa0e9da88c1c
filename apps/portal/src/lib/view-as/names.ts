import { m } from '#messages';
import type { Views } from '#lib/views';

export type Access = Views['viewAs']['access'];
export type ViewRow = Views['viewAs']['list']['items'][number];

/** For how many hours operators may be let look. */
export const spans = [
  { hours: '1', label: m.support_span_hour },
  { hours: '8', label: m.support_span_hours },
  { hours: '24', label: m.support_span_day },
  { hours: '168', label: m.support_span_week },
] as const;

/** What ended a look. */
export const endings: Record<NonNullable<ViewRow['endedHow']>, () => string> = {
  stopped: m.view_ended_stopped,
  revoked: m.view_ended_revoked,
  expired: m.view_ended_expired,
  idle: m.view_ended_idle,
  disabled: m.view_ended_disabled,
  operator: m.view_ended_operator,
  host: m.view_ended_host,
};
