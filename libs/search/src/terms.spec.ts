import { describe, expect, it } from '@jest/globals';
import { termsOf, wordsOf } from './terms';

/** Whether the search finds what is named so. */
const finds = (search: string, name: string) => {
  const terms = termsOf({ names: [name] });
  const words = wordsOf(search);
  return words.length > 0 && words.every((word) => terms.some((term) => term.startsWith(word)));
};

describe('a name', () => {
  it.each([
    ['nord', 'Nordlicht Werke GmbH'],
    ['WERKE nord', 'Nordlicht Werke GmbH'],
    ['werke', 'Nordlicht-Werke GmbH'],
    ['nordlicht-w', 'Nordlicht-Werke GmbH'],
    ['inc', 'Acme, Inc.'],
    ['creme', 'La Crème'],
    ['crème', 'La Creme'],
    ['strasse', 'Große Straße 1'],
    ['istanbul', 'İSTANBUL A.Ş.'],
    ['oneill', 'O’Neill & Sons'],
    ["o'neill", 'ONeill & Sons'],
    ['σοφος', 'ΣΟΦΟΣ ΑΕ'],
    ['قمر', 'شركة القَمَر قمر'],
    ['اضواء', 'أضواء'],
    ['商事', '東京商事株式会社'],
    ['株式', '東京商事株式会社'],
    ['삼성', '삼성전자'],
    ['บริษ', 'บริษัท ไทย'],
    ['ａｃｍｅ', 'Acme'],
    ['c++', 'C++ Builders'],
    ['3m', '3M'],
    ['🚀', '🚀 Rockets'],
  ])('is found by %s: %s', (search, name) => {
    expect(finds(search, name)).toBe(true);
  });

  it.each([
    ['licht', 'Nordlicht Werke'],
    ['nord sud', 'Nordlicht Werke'],
    ['!!!', 'Acme!!!'],
    ['', 'Acme'],
  ])('is not found by %s: %s', (search, name) => {
    expect(finds(search, name)).toBe(false);
  });
});

describe('an address', () => {
  it('is found whole and by every part but its last', () => {
    expect(termsOf({ addresses: ['Ada@Help.Acme.test'] })).toEqual([
      'ada@help.acme.test',
      'help.acme.test',
      'acme.test',
    ]);
    expect(termsOf({ addresses: ['localhost'] })).toEqual(['localhost']);
  });
});

it('keeps terms within the length of their column, by whole characters', () => {
  for (const term of termsOf({ names: ['東'.repeat(255), '😀'.repeat(120), 'x'.repeat(255)] }))
    expect([...term].length).toBeLessThanOrEqual(64);
  expect([...wordsOf('😀'.repeat(120))[0]!].length).toBe(64);
});
