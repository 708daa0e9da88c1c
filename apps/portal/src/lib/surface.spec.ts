import { expect, it } from '@jest/globals';
import { isOwn, isPublic, owedPage, routePath, safePath, safeReturn, surfaceOf } from './surface';

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
  for (const path of ['/sign-in', '/sign-in/code', '/sign-out', '/two-step', '/preferences', '/_app/x.js'])
    expect(routePath('portal', path)).toBe(path);
});

it('lets strangers see the way in and what links in mails lead to, and nothing else', () => {
  for (const path of ['/sign-in', '/sign-in/code', '/activate', '/reset-password', '/view', '/view/ended'])
    expect(isPublic(path)).toBe(true);
  for (const path of ['/account', '/two-step', '/recovery-codes', '/change-password', '/view/stop'])
    expect(isPublic(path)).toBe(false);
  expect(isPublic('/')).toBe(false);
  expect(isPublic('/sign-in/x')).toBe(false);
  expect(isPublic('/activated')).toBe(false);
});

it('keeps whoever looks at a tenant from outside away from pages about one’s own way in', () => {
  for (const path of ['/account', '/account/security', '/sign-in', '/sign-in/code', '/reset-password'])
    expect(isOwn(path)).toBe(true);
  for (const path of ['/change-password', '/confirm-email', '/two-step', '/recovery-codes', '/activate'])
    expect(isOwn(path)).toBe(true);
  for (const path of ['/', '/log', '/settings/users', '/settings/accounts', '/view', '/view/stop'])
    expect(isOwn(path)).toBe(false);
});

it('leads people to what they owe first, and lets them sign out and open links', () => {
  const nothing = { mustChangePassword: false, mustSetUpSecondFactor: false };
  const factor = { ...nothing, mustSetUpSecondFactor: true };
  expect(owedPage(nothing, '/tenants')).toBeNull();
  expect(owedPage({ ...nothing, mustChangePassword: true }, '/log')).toBe('/change-password');
  for (const path of ['/', '/tenants', '/account', '/change-password', '/recovery-codes'])
    expect(owedPage(factor, path)).toBe('/two-step');
  for (const path of ['/two-step', '/sign-out', '/preferences', '/confirm-email'])
    expect(owedPage(factor, path)).toBeNull();
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
