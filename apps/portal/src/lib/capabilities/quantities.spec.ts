import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mostOf, readQuantity, typedQuantity } from './quantities';

const read = (text: string, unit = 'agents') => readQuantity(text, unit, mostOf(unit));

it.each([
  ['12', 12],
  ['0', 0],
  [' 1 000 ', 1000],
  ['1,000', 1000],
  ['1.000', 1000],
  ['1’000', 1000],
  ['1000000000', 1_000_000_000],
  ['1000000001', null],
  ['', null],
  ['-1', null],
  ['five', null],
])('reads %j as %j of what is counted', (text, quantity) => {
  expect(read(text)).toBe(quantity);
});

it.each([
  ['5', 5 * 1024 ** 3],
  ['0.5', 512 * 1024 ** 2],
  ['0,5', 512 * 1024 ** 2],
  ['0.1', 107_374_182],
  ['1048576', 1024 ** 5],
  ['1048577', null],
  ['1.2.3', null],
  ['GiB', null],
])('reads %j as %j bytes', (text, bytes) => {
  expect(read(text, 'bytes')).toBe(bytes);
});

it('takes a quantity that nobody touched for what it was', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('bytes', 'agents'),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (unit, share) => {
        const quantity = Math.floor(share * mostOf(unit));
        return read(typedQuantity(quantity, unit), unit) === quantity;
      },
    ),
  );
});
