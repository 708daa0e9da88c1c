import { expect, it } from '@jest/globals';
import { acceptedLanguage } from './preferences';

const known = ['en', 'ar', 'de'] as const;

it('takes the language a browser likes best among those spoken', () => {
  expect(acceptedLanguage('de-AT,de;q=0.9,en;q=0.8', known)).toBe('de');
  expect(acceptedLanguage('fr,ar;q=0.4,en;q=0.6', known)).toBe('en');
});

it('knows none when the browser asks for others or refuses them', () => {
  expect(acceptedLanguage('fr', known)).toBeNull();
  expect(acceptedLanguage('de;q=0', known)).toBeNull();
  expect(acceptedLanguage(null, known)).toBeNull();
});
