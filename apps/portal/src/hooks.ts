import { browser } from '$app/env';
import { hostName } from '#lib/host';
import { routePath, surfaceOf } from '#lib/surface';
import type { Reroute } from '@sveltejs/kit/hooks';

/** The browser is told its surface by the page, so the console's host name stays unknown to tenants. */
export const reroute: Reroute = ({ url }) => {
  const surface = browser
    ? document.documentElement.dataset['surface'] === 'console'
      ? 'console'
      : 'portal'
    : surfaceOf(hostName(url.hostname) ?? '', process.env['CONSOLE_HOST'] ?? 'console.localhost');
  return routePath(surface, url.pathname);
};
