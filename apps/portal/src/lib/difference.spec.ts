import { expect, it } from '@jest/globals';
import { difference } from './difference';

it('sets both states side by side, field by field', () => {
  expect(difference({ name: 'A', hosts: ['x', 'y'] }, { name: 'B', hosts: ['x', 'y'] })).toEqual([
    { field: 'name', before: 'A', after: 'B', changed: true },
    { field: 'hosts', before: 'x, y', after: 'x, y', changed: false },
  ]);
});

it('names nested fields by their path and leaves out what was never there', () => {
  expect(difference(null, { admin: { email: 'a@b.test', phone: null }, force: false })).toEqual([
    { field: 'admin.email', before: null, after: 'a@b.test', changed: true },
    { field: 'force', before: null, after: 'false', changed: true },
  ]);
});
