import { intlLocale } from '#lib/format';
import type { Named } from '#lib/names';
import type { ExportRow } from '#lib/views';
import { m } from '#messages';

export type ExportsView = { items: ExportRow[]; next: string | null; mayChange: boolean };

export const isRunning = ({ state }: ExportRow): boolean => state === 'queued' || state === 'running';

const states: Record<ExportRow['state'], { text: () => string; tone?: 'good' | 'bad' }> = {
  queued: { text: m.export_queued },
  running: { text: m.export_running },
  ready: { text: m.export_ready, tone: 'good' },
  failed: { text: m.export_failed, tone: 'bad' },
  cancelled: { text: m.export_cancelled },
};

export const stateOf = ({ state }: ExportRow): { name: Named; tone?: 'good' | 'bad' } => ({
  name: { text: states[state].text(), data: false },
  tone: states[state].tone,
});

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** As people say how large a file is: 1.4 MB. */
export function formatBytes(bytes: number): string {
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return new Intl.NumberFormat(intlLocale(), {
    style: 'unit',
    unit: units[step],
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(bytes / 1000 ** step);
}
