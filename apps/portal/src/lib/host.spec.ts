import { expect, it } from '@jest/globals';
import { hostName } from './host';

it('takes a host header as one canonical name', () => {
  expect(hostName('Acme.Example.COM')).toBe('acme.example.com');
  expect(hostName('acme.localhost:4300')).toBe('acme.localhost');
  expect(hostName('acme.localhost.')).toBe('acme.localhost');
  expect(hostName('xn--mnchen-3ya.example')).toBe('xn--mnchen-3ya.example');
});

it('refuses what is not a host name', () => {
  const bad = [
    null,
    '',
    'acme.localhost/admin?',
    'acme.localhost#x',
    'user@acme.localhost',
    'acme\\.localhost',
    'acme..localhost',
    '-acme.localhost',
    'acme-.localhost',
    'acme.localhost:99999',
    'acme.localhost:x',
    'a,b',
    'münchen.example',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(130)}example`,
  ];
  for (const header of bad) expect(hostName(header)).toBeNull();
});

it('refuses addresses, also those that look like names', () => {
  for (const header of ['127.0.0.1', '127.1', '2130706433', '0x7f000001', '[::1]', '::1'])
    expect(hostName(header)).toBeNull();
});
