export type Surface = 'console' | 'portal';

/** Pages that are the same on every host, so they carry no prefix. */
const everywhere = [
  '/sign-in',
  '/sign-in/code',
  '/sign-out',
  '/forgot-password',
  '/reset-password',
  '/confirm-email',
  '/change-password',
  '/two-step',
  '/recovery-codes',
  '/preferences',
];

/** Where people find themselves who have not signed in, and who follow a link of a mail. */
const open = [
  '/sign-in',
  '/sign-in/code',
  '/forgot-password',
  '/reset-password',
  '/confirm-email',
  '/activate',
  '/preferences',
  '/view',
  '/view/ended',
];

/** Pages about one's own way in: who looks at a tenant has none there. */
const own =
  /^\/(account|activate|sign-in|sign-out|change-password|two-step|recovery-codes|[a-z]+-(password|email))(\/|$)/;

export const surfaceOf = (host: string, consoleHost: string): Surface =>
  host === consoleHost ? 'console' : 'portal';

/** The route that answers a path on a surface; `/console/x` typed by hand on a tenant's host leads nowhere. */
export function routePath(surface: Surface, path: string): string {
  if (path.startsWith('/_app/') || everywhere.includes(path)) return path;
  return path === '/' ? `/${surface}` : `/${surface}${path}`;
}

/** Pages for people who have not signed in. */
export const isPublic = (path: string) => open.includes(path);

export const isOwn = (path: string) => own.test(path);

type Owing = { mustChangePassword: boolean; mustSetUpSecondFactor: boolean };

/** The page that somebody who is signed in has to be done with before any other, or null. */
export function owedPage(who: Owing, path: string): string | null {
  const owed = who.mustChangePassword ? '/change-password' : who.mustSetUpSecondFactor ? '/two-step' : null;
  return path === owed || path === '/sign-out' || isPublic(path) ? null : owed;
}

/**
 * A path of this host, or null. `//evil.example` and `/\evil.example` are addresses of other hosts to a browser.
 */
export function safePath(path: string | null | undefined): string | null {
  if (!path || !/^\/(?![/\\])[^\s\\]*$/.test(path)) return null;
  const url = new URL(path, 'http://here.invalid');
  const same = url.origin === 'http://here.invalid' && !url.pathname.startsWith('//');
  return same ? url.pathname + url.search : null;
}

/** Where to go after signing in: never back to a page of the sign-in itself. */
export function safeReturn(path: string | null | undefined): string {
  const safe = safePath(path);
  if (!safe) return '/';
  const [pathname = ''] = safe.split('?');
  return isPublic(pathname) || pathname === '/sign-out' ? '/' : safe;
}
