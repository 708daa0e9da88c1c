import { expect, it } from '@jest/globals';
import { isForeignChange } from './csrf';

const here = 'https://acme.example.com';
const foreign = (headers: Record<string, string>, method = 'POST') =>
  isForeignChange(method, new Headers(headers), here);

it('takes changes from its own pages', () => {
  expect(foreign({ origin: here, 'sec-fetch-site': 'same-origin' })).toBe(false);
  expect(foreign({ origin: here })).toBe(false);
});

it('refuses a sibling tenant, which a browser calls the same site', () => {
  expect(foreign({ origin: 'https://rival.example.com', 'sec-fetch-site': 'same-site' })).toBe(true);
  expect(foreign({ origin: here, 'sec-fetch-site': 'same-site' })).toBe(true);
});

it('refuses a change that does not say where it comes from', () => {
  expect(foreign({})).toBe(true);
  expect(foreign({ origin: 'null' })).toBe(true);
  expect(foreign({ 'sec-fetch-site': 'same-origin' })).toBe(true);
  for (const method of ['PUT', 'PATCH', 'DELETE', 'QUERY']) expect(foreign({}, method)).toBe(true);
});

it('lets anyone look', () => {
  for (const method of ['GET', 'HEAD', 'OPTIONS'])
    expect(foreign({ origin: 'https://x.test' }, method)).toBe(false);
});
