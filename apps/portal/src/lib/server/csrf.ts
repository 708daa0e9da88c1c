const safe = ['GET', 'HEAD', 'OPTIONS'];

/**
 * A change is accepted only from a page of this very origin. `SameSite` cookies do not help between tenants:
 * companya.example.com and companyb.example.com are one site to a browser.
 */
export function isForeignChange(method: string, headers: Headers, origin: string): boolean {
  if (safe.includes(method)) return false;
  const site = headers.get('sec-fetch-site');
  return headers.get('origin') !== origin || (site !== null && site !== 'same-origin');
}
