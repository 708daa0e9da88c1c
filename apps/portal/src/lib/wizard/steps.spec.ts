import { expect, it } from '@jest/globals';
import { isStep, standings, stepAfter, stepBefore, stepNames } from './steps';

it('leads from the company to the review and back', () => {
  expect(stepAfter('company')).toBe('admin');
  expect(stepAfter('review')).toBe('review');
  expect(stepBefore('company')).toBeNull();
  expect(stepBefore('review')).toBe('subscription');
  expect(stepNames.every(isStep)).toBe(true);
  expect(isStep('billing')).toBe(false);
});

it('opens every step up to the one that was reached, and marks those with a fault', () => {
  const seen = standings('admin', 'hosts', (step) => step === 'notification');
  expect(seen.map(({ standing }) => standing)).toEqual([
    'done',
    'current',
    'faulty',
    'open',
    'ahead',
    'ahead',
    'ahead',
    'ahead',
  ]);
});
