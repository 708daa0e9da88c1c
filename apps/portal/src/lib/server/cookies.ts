import type { Cookies } from '@sveltejs/kit';
import type { Renewed } from '#lib/views';

type Name = 'session' | 'access' | 'half' | 'device' | 'locale' | 'theme';

/**
 * `__Host-` binds a cookie to this very host: a sibling tenant cannot set or shadow it. Browsers accept the
 * prefix on https only, hence the plain name for local http.
 */
const cookieName = (name: Name, url: URL) => (url.protocol === 'https:' ? `__Host-${name}` : name);

export type CookieEvent = { cookies: Cookies; url: URL };

export const readCookie = ({ cookies, url }: CookieEvent, name: Name) => cookies.get(cookieName(name, url));

export function writeCookie({ cookies, url }: CookieEvent, name: Name, value: string, expires: Date) {
  cookies.set(cookieName(name, url), value, {
    path: '/',
    httpOnly: true,
    secure: url.protocol === 'https:',
    sameSite: 'lax',
    expires,
  });
}

export function dropCookie({ cookies, url }: CookieEvent, name: Name) {
  cookies.delete(cookieName(name, url), { path: '/', secure: url.protocol === 'https:', sameSite: 'lax' });
}

/** The access cookie ends a little before the token, so a token never expires on its way to the API. */
function writeAccess(event: CookieEvent, access: Renewed) {
  writeCookie(event, 'access', access.accessToken, new Date(Date.parse(access.accessExpiresAt) - 5000));
}

/** After signing in, and after each renewal: that replaces the session's token too. */
export function writeSession(event: CookieEvent, session: Renewed) {
  writeCookie(event, 'session', session.sessionToken, new Date(session.expiresAt));
  writeAccess(event, session);
}

export function dropSession(event: CookieEvent) {
  dropCookie(event, 'session');
  dropCookie(event, 'access');
}
