import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

type Variants = { declarations: string[]; match: Record<string, string> }[];
type Catalogue = Record<string, string | Variants>;

const portal = join(import.meta.dirname, '../..');
const areas = readdirSync(join(portal, 'messages/en'));
const readArea = (locale: string, area: string): Catalogue =>
  JSON.parse(readFileSync(join(portal, 'messages', locale, area), 'utf8')) as Catalogue;
const read = (locale: string): Catalogue =>
  Object.assign({}, ...areas.map((area) => readArea(locale, area))) as Catalogue;
const sources = readdirSync(join(portal, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(svelte|ts)$/.test(file) && !file.includes('paraglide') && !file.endsWith('.spec.ts'))
  .map((file) => readFileSync(join(portal, 'src', file), 'utf8'))
  .join('\n');

const base = read('en');
const keys = Object.keys(base).filter((key) => !key.startsWith('$'));
const texts = (value: string | Variants) =>
  typeof value === 'string' ? [value] : value.flatMap(({ match }) => Object.values(match));
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join();

it.each(['ar', 'de', 'en-XA'])('has every text in %s, with the same placeholders', (locale) => {
  const other = read(locale);
  expect(Object.keys(other).sort()).toEqual(Object.keys(base).sort());
  const wrong = keys.filter((key) => {
    const [ours, theirs] = [base[key]!, other[key]!];
    // the forms of a plural may leave out the number: "one day"
    if (typeof ours !== 'string') return typeof theirs === 'string';
    return typeof theirs !== 'string' || placeholders(ours) !== placeholders(theirs) || !theirs.trim();
  });
  expect(wrong).toEqual([]);
});

it.each(['ar', 'de'])('leaves no sentence untranslated in %s', (locale) => {
  const other = read(locale);
  const same = keys.filter((key) => typeof base[key] === 'string' && base[key] === other[key]);
  expect(same.filter((key) => / \w+ \w+ /.test(base[key] as string))).toEqual([]);
});

it('calls what is disabled by one word in German', () => {
  const german = read('de');
  expect(Object.keys(german).filter((key) => /deaktivier/i.test(JSON.stringify(german[key])))).toEqual([]);
});

it('names every area in the settings, and each text in one area only', () => {
  const settings = readFileSync(join(portal, 'project.inlang/settings.json'), 'utf8');
  expect(areas.filter((area) => !settings.includes(`./messages/{locale}/${area}`))).toEqual([]);
  const all = areas
    .flatMap((area) => Object.keys(readArea('en', area)))
    .filter((key) => !key.startsWith('$'));
  expect(all.filter((key, i) => all.indexOf(key) !== i)).toEqual([]);
});

it('uses every text, and names none that is missing', () => {
  const used = new Set([...sources.matchAll(/\bm\.([a-z0-9_]+)/g)].map(([, key]) => key!));
  expect(keys.filter((key) => !used.has(key))).toEqual([]);
  expect([...used].filter((key) => !keys.includes(key))).toEqual([]);
});

it('has a pseudo-locale that was made of the English as it is now', () => {
  const pseudo = read('en-XA');
  for (const key of keys) {
    const [ours, theirs] = [texts(base[key]!), texts(pseudo[key]!)];
    ours.forEach((text, i) => {
      expect(theirs[i]).toMatch(/^⟦.*⟧$/su);
      expect(placeholders(theirs[i]!)).toBe(placeholders(text));
      expect(theirs[i]!.length).toBeGreaterThanOrEqual(Math.floor(text.length * 1.2));
    });
  }
});
