import { countryName, languageName } from '#lib/format';
import { languages } from '#lib/preferences';

type Option = { value: string; label: string };

// ISO 3166-1 alpha-2; the runtime knows their names but offers no list of them
const countryCodes = (
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ ' +
  'CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR ' +
  'GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP ' +
  'KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT ' +
  'MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW ' +
  'SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG ' +
  'UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'
).split(' ');

/** What is searched is the name in the reader's language, so that is also what the field holds. */
export function countries(): Option[] {
  const options = countryCodes.map((code) => ({ value: countryName(code), label: countryName(code) }));
  return options.sort((a, b) => a.label.localeCompare(b.label));
}

/** For a choice among all of them, where what is chosen goes into the address. */
export const countryOptions = () =>
  countryCodes
    .map((value) => ({ value, label: countryName(value), data: true }))
    .sort((a, b) => a.label.localeCompare(b.label));

const same = (a: string, b: string) => a.localeCompare(b, undefined, { sensitivity: 'base' }) === 0;

/** The code for a country as typed: its name in the reader's language, or the code itself. */
export const countryCode = (typed: string): string | null =>
  countryCodes.find((code) => code === typed.toUpperCase() || same(countryName(code), typed)) ?? null;

export const zones = (): Option[] =>
  ['UTC', ...Intl.supportedValuesOf('timeZone')].map((value) => ({ value, label: value }));

/** A zone as typed, "america/new york" too. */
export function zoneName(typed: string): string | null {
  const wanted = typed.trim().replaceAll(' ', '_');
  try {
    const known = zones().find(({ value }) => value.toLowerCase() === wanted.toLowerCase());
    return known?.value ?? new Intl.DateTimeFormat('en', { timeZone: wanted }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

export const systemLanguages = (): Option[] =>
  languages.map((code) => ({ value: languageName(code), label: languageName(code) }));

export const languageCode = (typed: string): string | null =>
  languages.find((code) => code === typed.toLowerCase() || same(languageName(code), typed)) ?? null;
