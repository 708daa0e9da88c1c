import Handlebars from 'handlebars';
import { capabilityNames } from './content/capabilities';
import { BadMail } from './letters';
import type { Language } from './letters';

/** Whose words and whose clock a text is written in. */
export interface Setting {
  language: Language;
  timeZone: string;
}
export type Data = Record<string, unknown>;
type Fill = (data: Data, setting: Setting) => string;

/** One text of a letter in its three forms. */
export interface Template {
  html: Fill;
  /** Names are set apart from a text that runs the other way. */
  text: Fill;
  /** Nothing is added: for subjects, and for what people copy. */
  plain: Fill;
}

const engine = Handlebars.create();
const helpers = {
  number: (value: unknown, { data }: Handlebars.HelperOptions) => numeral(value, data),
  percent: (value: unknown, { data }: Handlebars.HelperOptions) =>
    numeral(typeof value === 'number' ? value / 100 : value, data, { style: 'percent' }),
  instant: (value: unknown, { data }: Handlebars.HelperOptions) => instant(value, data),
  capability: (key: unknown, { data }: Handlebars.HelperOptions) => capability(key, data),
  quantity: (key: unknown, value: unknown, { data }: Handlebars.HelperOptions) => quantity(key, value, data),
};
engine.registerHelper(helpers);

const name = /\{\{(\w+)\}\}/g;

export function compile(source: string, language: Language): Template {
  const escaped = source.replace(/[&<>]/g, (sign) => Handlebars.escapeExpression(sign));
  const isolated = directionOf(language) === 'rtl' ? source.replace(name, '\u2068{{$1}}\u2069') : source;
  return {
    html: filler(escaped.replace(name, '<bdi>{{$1}}</bdi>'), false),
    text: filler(isolated, true),
    plain: filler(source, true),
  };
}

/** Strict: a name that the data lack is an error, never an empty place in a letter. */
function filler(source: string, noEscape: boolean): Fill {
  const run = engine.compile(source, {
    strict: true,
    noEscape,
    knownHelpers: { number: true, percent: true, instant: true, capability: true, quantity: true },
    knownHelpersOnly: true,
  });
  return (data, setting) => {
    try {
      return run(data, { data: setting });
    } catch (error) {
      throw new BadMail((error as Error).message);
    }
  };
}

export const escape = (text: string): string => Handlebars.escapeExpression(text);

export const directionOf = (language: Language) => (language === 'ar' ? 'rtl' : 'ltr');

function numeral(value: unknown, { language }: Setting, options?: Intl.NumberFormatOptions): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new BadMail('A number is missing');
  return new Intl.NumberFormat(language, options).format(value);
}

function capability(key: unknown, { language }: Setting): string {
  const name = typeof key === 'string' && Object.hasOwn(capabilityNames.en, key);
  if (!name) throw new BadMail('A capability is missing');
  return capabilityNames[language][key]!;
}

/** People count disk space in GiB, everything else in ones. */
function quantity(key: unknown, value: unknown, setting: Setting): string {
  if (key !== 'disk' || typeof value !== 'number') return numeral(value, setting);
  return `${numeral(value / 1024 ** 3, setting, { maximumFractionDigits: 2 })} GiB`;
}

function instant(value: unknown, { language, timeZone }: Setting): string {
  const at = new Date(typeof value === 'string' ? value : Number.NaN);
  if (Number.isNaN(at.getTime())) throw new BadMail('An instant is missing');
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(
    at,
  );
  const zone = new Intl.DateTimeFormat(language, { timeZoneName: 'long', timeZone })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')!.value;
  return `${when} (${zone})`;
}
