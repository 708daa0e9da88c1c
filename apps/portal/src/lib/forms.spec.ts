import { expect, it } from '@jest/globals';
import { stateOf } from './forms';

it('shows a field as it was sent, be it empty, and else as it usually is', () => {
  const sent = { form: 'x', values: { name: '', quantity: 'ten' }, errors: { quantity: 'Not a number.' } };
  const { field } = stateOf(sent, false);
  expect(field('name', 'Acme')).toEqual({ name: 'name', value: '', error: undefined });
  expect(field('quantity', '5')).toEqual({ name: 'quantity', value: 'ten', error: 'Not a number.' });
  expect(stateOf(null, false).field('quantity', '5').value).toBe('5');
  expect(stateOf(null, true)).toMatchObject({ pending: true, errors: {}, values: {} });
});
