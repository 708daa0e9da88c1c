import { wallToInstant } from './zones';

/** Spans of time offered on lists; `custom` takes two days from the address. */
export const ranges = ['24h', '7d', '30d', '90d', 'all', 'custom'] as const;
export type Range = (typeof ranges)[number];

export type RangeView = { range: Range; fromDay: string; toDay: string; from?: string; to?: string };

const days: Partial<Record<Range, number>> = { '24h': 1, '7d': 7, '30d': 30, '90d': 90 };

/** The end day is included: it ends where the next one begins. */
export function rangeView(query: URLSearchParams, now: Date, zone: string, usual: Range): RangeView {
  const fromDay = query.get('from') ?? '';
  const toDay = query.get('to') ?? '';
  const wanted = query.get('range');
  const known = ranges.find((range) => range === wanted);
  const range = known ?? (fromDay || toDay ? 'custom' : usual);
  if (range === 'custom') {
    const from = wallToInstant(fromDay, zone) ?? undefined;
    const to = wallToInstant(nextDay(toDay), zone) ?? undefined;
    return { range, fromDay, toDay, from, to };
  }
  const span = days[range];
  if (!span) return { range, fromDay: '', toDay: '' };
  return { range, fromDay: '', toDay: '', from: new Date(now.getTime() - span * 86_400_000).toISOString() };
}

function nextDay(day: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return '';
  const next = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(next.getTime())) return '';
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}
