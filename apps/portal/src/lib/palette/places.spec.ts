import { expect, it } from '@jest/globals';
import { matching } from './places';

const pages = ['Tenants', 'Operation log', 'Größen', 'API keys'].map((label) => ({ href: label, label }));
const found = (words: string) => matching(pages, words).map(({ label }) => label);

it('finds pages by the beginnings of their words', () => {
  expect(found('')).toHaveLength(4);
  expect(found('lo')).toEqual(['Operation log']);
  expect(found('log op')).toEqual(['Operation log']);
  expect(found('GRO')).toEqual(['Größen']);
  expect(found('og')).toEqual([]);
});
