import { getLocale } from '#locale';
import { m } from '#messages';

/** Digits are Latin everywhere: ids, hosts and reports that stand beside them are too. */
export const intlLocale = (locale: string = getLocale()) =>
  locale === 'en-XA' ? 'en' : `${locale}-u-nu-latn`;

const cache = new Map<string, Intl.DateTimeFormat>();

function dates(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = intlLocale();
  const id = `${locale} ${key} ${options.timeZone}`;
  const known = cache.get(id);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, { calendar: 'gregory', ...options });
  cache.set(id, made);
  return made;
}

export const formatNumber = (value: number) => new Intl.NumberFormat(intlLocale()).format(value);

export const formatSigned = (value: number) =>
  new Intl.NumberFormat(intlLocale(), { signDisplay: 'exceptZero' }).format(value);

export function formatInstant(
  at: string,
  timeZone: string,
  { zoneName = false, dateOnly = false }: { zoneName?: boolean; dateOnly?: boolean } = {},
): string {
  const instant = new Date(at);
  if (dateOnly) return dates('date', { dateStyle: 'medium', timeZone }).format(instant);
  const text = dates('full', {
    dateStyle: 'medium',
    timeStyle: zoneName ? 'medium' : 'short',
    timeZone,
  }).format(instant);
  return zoneName ? `${text} (${timeZone})` : text;
}

/** The last day of a span whose end is the instant at which it no longer holds. */
export const lastMoment = (end: string) => new Date(Date.parse(end) - 1).toISOString();

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86400],
  ['month', 30 * 86400],
  ['day', 86400],
  ['hour', 3600],
  ['minute', 60],
];

/**
 * `now` comes with the page: server and browser must say the same while it comes alive. To the nearest: what is
 * sent for three days does not end "in 2 days" a second later.
 */
export function formatRelative(at: string, now: string): string {
  const seconds = (Date.parse(at) - Date.parse(now)) / 1000;
  const format = new Intl.RelativeTimeFormat(intlLocale(), { numeric: 'auto' });
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit);
  }
  return format.format(0, 'second');
}

/** "1 h 05 min" */
export function formatMinutes(minutes: number): string {
  const hours = formatNumber(Math.floor(minutes / 60));
  const rest = minutes % 60;
  if (minutes < 60) return m.duration_minutes({ minutes: formatNumber(minutes) });
  if (rest === 0) return m.duration_hours({ hours });
  return m.duration_both({ hours, minutes: String(rest).padStart(2, '0') });
}

const names = (type: 'region' | 'language', code: string) => {
  try {
    return new Intl.DisplayNames(intlLocale(), { type }).of(code) ?? code;
  } catch {
    return code;
  }
};

export const countryName = (code: string) => names('region', code);
export const languageName = (code: string) => names('language', code);

/** "Deutsch", "العربية": a person looking for their language knows it by this name. */
export function languageOwnName(code: string): string {
  const name = new Intl.DisplayNames(code, { type: 'language' }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
}
