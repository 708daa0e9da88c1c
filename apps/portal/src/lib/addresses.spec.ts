import { expect, it } from '@jest/globals';
import { splitAddresses } from './addresses';

it('takes addresses however they are pasted, each once', () => {
  expect(splitAddresses(' a@x.test; b@x.test,\nc@x.test a@x.test ')).toEqual([
    'a@x.test',
    'b@x.test',
    'c@x.test',
  ]);
  expect(splitAddresses('')).toEqual([]);
});
