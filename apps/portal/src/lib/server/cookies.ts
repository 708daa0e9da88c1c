import type { Cookies } from '@sveltejs/kit';
import type { Renewed } from '#lib/views';

type Name = 'session' | 'access' | 'view' | 'view-access' | 'half' | 'typed' | 'device' | 'locale' | 'theme';

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

/**
 * One's own session, and one that looks at the tenant as an operator. They lie beside each other: viewing takes
 * nobody's place, and while it lasts it is the one that counts.
 */
export type Kind = 'own' | 'view';
const names = { own: ['session', 'access'], view: ['view', 'view-access'] } as const;

export function readSession(event: CookieEvent, kind: Kind) {
  const [session, access] = names[kind].map((name) => readCookie(event, name));
  return session ? { session, access } : null;
}

/** What the API is shown for this request. */
export const readAccess = (event: CookieEvent) =>
  (readSession(event, 'view') ?? readSession(event, 'own'))?.access;

/**
 * After signing in, and after each renewal: that replaces the session's token too. The access cookie ends a little
 * before the token, so a token never expires on its way to the API.
 */
export function writeSession(event: CookieEvent, renewed: Renewed, kind: Kind = 'own') {
  const [session, access] = names[kind];
  writeCookie(event, session, renewed.sessionToken, new Date(renewed.expiresAt));
  writeCookie(event, access, renewed.accessToken, new Date(Date.parse(renewed.accessExpiresAt) - 5000));
}

export function dropSession(event: CookieEvent, kind: Kind = 'own') {
  for (const name of names[kind]) dropCookie(event, name);
}
