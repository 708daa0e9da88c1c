import { describe, expect, it } from '@jest/globals';
import { BadMail, languageOf, languages, letters } from './letters';
import type { Letter } from './letters';
import { render, wordings } from './render';

const names = Object.keys(letters) as Letter[];
const every = names.flatMap((letter) => languages.map((language) => ({ letter, language })));
const token = 'tok_-en+/=';
const password = '  a&<b>"\'  ';

const params = (over: object = {}) => ({
  firstName: 'Lina',
  companyName: 'Harbor & Line',
  username: 'lina.o',
  name: 'Lina Olsen',
  login: 'lina.o',
  email: 'lina@example.com',
  address: 'https://harborline.example.com',
  expiresAt: '2026-11-21T19:05:00.000Z',
  contractId: '019a0000-0000-7000-8000-000000000000',
  tenantId: '019a0000-0000-7000-8000-000000000001',
  exportId: '019a0000-0000-7000-8000-000000000002',
  steps: [
    { step: 75, reachedAt: '2026-11-20T10:00:00.000Z' },
    { step: 85, reachedAt: '2026-11-21T19:05:00.000Z' },
  ],
  highest: 85,
  consumed: 2_380,
  purchased: 2_800,
  available: 420,
  capability: 'disk',
  limit: 5 * 1024 ** 3,
  used: 5 * 1024 ** 3,
  reachedAt: '2026-11-21T19:05:00.000Z',
  resetsAt: '2026-12-01T05:00:00.000Z',
  quantity: 10 * 1024 ** 3,
  granted: 4 * 1024 ** 3,
  reason: 'More videos',
  note: 'Until spring',
  purgeAt: '2026-12-21T19:05:00.000Z',
  ...over,
});
const write = (
  letter: Letter,
  language: 'en' | 'ar' | 'de',
  over: object = {},
  timeZone = 'America/New_York',
) =>
  render({
    letter,
    language,
    timeZone,
    params: params(over),
    secrets: { token, password },
  });

const hostile = `<script>alert(1)</script>{{constructor}}{{{__proto__}}}\r\nBcc: thief@example.com\u2028\u202e"'&`;
const long = `${'Donaudampfschifffahrtsgesellschaft'.repeat(7)} ${'شركة'.repeat(4)}`.slice(0, 255);

/** Which parameters a text names and which kinds of blocks stand in which order. */
const shapeOf = (language: 'en' | 'ar' | 'de', letter: Letter) => {
  const { subject, heading, blocks } = wordings[language].letters[letter];
  const named = (text: string) => (text.match(/\{\{[^}]+\}\}/g) ?? []).toSorted();
  return {
    subject: named(subject),
    heading: named(heading),
    blocks: blocks.map((block) => [Object.keys(block), named(JSON.stringify(block))]),
  };
};

const leaves = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Object.values(value as object).flatMap(leaves);

describe('the letters', () => {
  it.each(every)('$letter in $language says the same things as in English', ({ letter, language }) => {
    expect(shapeOf(language, letter)).toEqual(shapeOf('en', letter));
  });

  it.each(languages)('have no empty text in %s', (language) => {
    expect(Object.keys(wordings[language].letters).toSorted()).toEqual(names.toSorted());
    expect(leaves(wordings[language]).filter((text) => text.trim() === '')).toEqual([]);
  });

  it.each(every)('$letter in $language is whole in HTML and in text', ({ letter, language }) => {
    const { subject, html, text } = write(letter, language);
    expect(subject).not.toMatch(/[{}<>\n]|&amp;|undefined/);
    expect(subject.length).toBeGreaterThan(10);
    expect(html).toContain(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`);
    expect(html).toContain('Harbor &amp; Line');
    expect(html).toContain('Tenantry');
    expect(html).toContain('prefers-color-scheme: dark');
    expect(text).toContain('Harbor & Line');
    expect(html + text).not.toMatch(/\{\{|undefined|NaN|\[object/);
  });

  it.each(every)('$letter in $language keeps hostile data harmless', ({ letter, language }) => {
    const over = { companyName: hostile, firstName: hostile, username: hostile, name: hostile };
    const { subject, html, text } = write(letter, language, over);
    expect(subject).not.toMatch(/[\r\n\u2028\u202e]/);
    expect(html).not.toMatch(/<script>|\u202e/);
    expect(text).not.toMatch(/^Bcc:/m);
    expect(text).toContain('{{constructor}}{{{__proto__}}}');
    expect(html).toContain('&lt;script&gt;');
  });

  it.each(every)('$letter in $language takes names of 255 signs', ({ letter, language }) => {
    const { subject, html, text } = write(letter, language, {
      companyName: long,
      firstName: long,
      name: long,
    });
    expect(Array.from(subject).length).toBeLessThan(150);
    expect(html).toContain(long);
    expect(text).toContain(long);
  });
});

describe('a letter', () => {
  it('leads to the page of its token', () => {
    const { html, text } = write('activation', 'en');
    const link = `https://harborline.example.com/activate?token=${encodeURIComponent(token)}`;
    expect(text).toContain(`\n${link}\n`);
    expect(html.replaceAll('&#x3D;', '=')).toContain(`href="${link}"`);
  });

  it('to the platform’s own staff names no company', () => {
    const { subject, html, text } = write('operator-invitation', 'en', { companyName: undefined });
    expect(subject).toBe('You are invited to the Tenantry console');
    expect(text).toContain('Sent automatically by Tenantry. Replies');
    expect(html).not.toContain('Tenantry</strong> ·');
    expect(text).toContain('E-mail address: lina@example.com');
  });

  it('shows a one-time password exactly as it is', () => {
    const { html, text } = write('login-information', 'ar');
    expect(text).toContain(`: ${password}\n`);
    expect(html).toContain('<bdi>  a&amp;&lt;b&gt;&quot;&#x27;  </bdi>');
  });

  it('shows instants on the clock of its reader and names the zone', () => {
    expect(write('activation', 'en').text).toContain('November 21, 2026 at 2:05 PM (Eastern Standard Time)');
    expect(write('activation', 'de', {}, 'Europe/Berlin').text).toContain(
      '21. November 2026 um 20:05 (Mitteleuropäische Normalzeit)',
    );
    expect(write('activation', 'ar', {}, 'Asia/Dubai').text).toContain('(توقيت الخليج)');
  });

  it('writes numbers as its language does and lists every step', () => {
    const { subject, text } = write('threshold', 'de');
    expect(subject).toBe('85\u00a0% der Sitzungslizenzen von Harbor & Line sind verbraucht');
    expect(text).toContain('Verbraucht: 2.380');
    expect(text.match(/^- /gm)).toHaveLength(2);
    expect(write('threshold', 'en').text).toContain('Consumed: 2,380');
  });

  it('says what was asked for and what was given as people count it', () => {
    const { text } = write('expansion-partly-approved', 'en');
    expect(text).toContain('Asked for: 10 GiB\nApproved: 4 GiB\nNote: Until spring');
  });

  it('sets names apart in Arabic text but not in what people copy', () => {
    const { text } = write('activation', 'ar');
    expect(text).toContain('\u2068Lina\u2069');
    expect(text).toContain(': lina.o\n');
  });

  it.each([
    ['a missing name', 'activation', { firstName: undefined }],
    ['a link that is no web address', 'activation', { address: 'javascript:alert(1)' }],
    ['an instant that is none', 'activation', { expiresAt: 'soon' }],
    ['a number that is none', 'threshold', { consumed: '7' }],
    ['a step without its instant', 'threshold', { steps: [{ step: 75 }] }],
    ['no step', 'threshold', { steps: [] }],
    ['an unknown zone', 'activation', {}],
  ] as const)('is refused with %s', (what, letter, over) => {
    const zone = what === 'an unknown zone' ? 'Mars/Olympus' : 'UTC';
    expect(() => write(letter, 'en', over, zone)).toThrow(BadMail);
  });

  it('is refused without its token', () => {
    expect(() =>
      render({ letter: 'activation', language: 'en', timeZone: 'UTC', params: params(), secrets: {} }),
    ).toThrow(BadMail);
  });
});

it('takes the nearest language and else English', () => {
  expect(['de-AT', 'AR', 'en_GB', 'fr', ''].map(languageOf)).toEqual(['de', 'ar', 'en', 'en', 'en']);
});
