export type Surface = 'console' | 'portal';

/** Pages that are the same on every host, so they carry no prefix. */
const everywhere = ['/sign-in', '/sign-out', '/change-password', '/preferences'];

export const surfaceOf = (host: string, consoleHost: string): Surface =>
  host === consoleHost ? 'console' : 'portal';

/** The route that answers a path on a surface; `/console/x` typed by hand on a tenant's host leads nowhere. */
export function routePath(surface: Surface, path: string): string {
  if (path.startsWith('/_app/') || everywhere.includes(path)) return path;
  return path === '/' ? `/${surface}` : `/${surface}${path}`;
}

/** Pages for people who have not signed in. */
export const isPublic = (path: string) =>
  path === '/sign-in' || path === '/preferences' || path === '/activate';

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
