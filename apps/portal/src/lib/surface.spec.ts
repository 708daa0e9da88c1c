import { expect, it } from '@jest/globals';
import { isPublic, routePath, safePath, safeReturn, surfaceOf } from './surface';

it('shows the console on its host only', () => {
  expect(surfaceOf('console.example.com', 'console.example.com')).toBe('console');
  expect(surfaceOf('acme.example.com', 'console.example.com')).toBe('portal');
  expect(surfaceOf('xconsole.example.com', 'console.example.com')).toBe('portal');
});

it('leads every path of a host to the routes of its surface', () => {
  expect(routePath('console', '/')).toBe('/console');
  expect(routePath('portal', '/')).toBe('/portal');
  expect(routePath('portal', '/log')).toBe('/portal/log');
});

it('keeps the console out of reach of a tenant host', () => {
  expect(routePath('portal', '/console/tenants')).toBe('/portal/console/tenants');
  expect(routePath('console', '/portal')).toBe('/console/portal');
});

it('leaves shared pages and assets where they are', () => {
  for (const path of ['/sign-in', '/sign-out', '/change-password', '/preferences', '/_app/immutable/x.js'])
    expect(routePath('portal', path)).toBe(path);
});

it('lets strangers see the sign-in and activation pages only', () => {
  expect(isPublic('/sign-in')).toBe(true);
  expect(isPublic('/activate')).toBe(true);
  expect(isPublic('/')).toBe(false);
  expect(isPublic('/sign-in/x')).toBe(false);
  expect(isPublic('/activated')).toBe(false);
});

it('returns to paths of the same host only', () => {
  expect(safePath('/log?type=user')).toBe('/log?type=user');
  const foreign = [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/x\\evil',
    '\\\\evil.example',
    'javascript:alert(1)',
    '/ space',
    '/\tevil',
    '/.//evil.example',
    '',
    null,
    undefined,
  ];
  for (const path of foreign) expect(safePath(path)).toBeNull();
});

it('does not return to the pages of the sign-in itself', () => {
  expect(safeReturn('/sign-in?next=/log')).toBe('/');
  expect(safeReturn('/sign-out')).toBe('/');
  expect(safeReturn('/tenants?q=a')).toBe('/tenants?q=a');
});
