import { expect, it } from '@jest/globals';
import { usernameFrom } from './usernames';

it.each([
  ['noor.haddad@customer.test', 'noor.haddad'],
  ['noor+work@customer.test', 'noor.work'],
  ['_noor@customer.test', 'noor'],
  ["o'neill@customer.test", 'o.neill'],
  ['', ''],
])('a username is proposed for %s', (email, username) => {
  expect(usernameFrom(email)).toBe(username);
});
